import { expect, test } from 'vitest'
import { HostNews, type NewsHandlers } from '../../../src/browser/host-news.ts'
import type { HostLink } from '../../../src/contract/calls.ts'

test('what a host says before anybody hears it comes later, once and in its order; what it says of other plans never', () => {
  const { link, say, setUp } = handLink()
  const news = new HostNews(link, 'harbour')
  say('plan.disk', { plan: 'harbour', status: { ok: false, reason: 'disk-full', message: '' } })
  say('plan.presence', { plan: 'other', here: [] })
  setUp(false)
  say('plan.records', { plan: 'harbour', records: [] })
  setUp(true)
  const { heard, handlers } = notebook()
  news.hear(handlers)
  expect(heard).toEqual(['link true', 'disk false', 'link false', 'records', 'link true'])
  say('plan.anew', { plan: 'harbour' })
  say('plan.anew', { plan: 'other' })
  expect(heard.slice(5)).toEqual(['anew'])
})

test('nothing is heard any more after it was stopped', () => {
  const { link, say, setUp } = handLink()
  const news = new HostNews(link, 'harbour')
  const { heard, handlers } = notebook()
  news.hear(handlers)
  news.stop()
  say('plan.presence', { plan: 'harbour', here: [] })
  setUp(false)
  expect(heard).toEqual(['link true'])
})

/** A link on which the test speaks for the host. */
function handLink(): { link: HostLink; say: (event: string, news: unknown) => void; setUp: (up: boolean) => void } {
  const handlers = new Map<string, (news: never) => void>()
  let watch: ((up: boolean) => void) | null = null
  const link: HostLink = {
    call: () => Promise.reject(new Error('Nobody asks.')),
    on(event, handler) {
      handlers.set(event, handler)
      return () => handlers.delete(event)
    },
    onState(handler) {
      watch = handler
      handler(true)
      return () => (watch = null)
    },
  }
  return { link, say: (event, news) => handlers.get(event)?.(news as never), setUp: (up) => watch?.(up) }
}

function notebook(): { heard: string[]; handlers: NewsHandlers } {
  const heard: string[] = []
  const handlers: NewsHandlers = {
    records: () => heard.push('records'),
    presence: () => heard.push('presence'),
    disk: ({ ok }) => heard.push(`disk ${String(ok)}`),
    anew: () => heard.push('anew'),
    link: (isUp) => heard.push(`link ${String(isUp)}`),
  }
  return { heard, handlers }
}
