import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createItem } from '../../src/commands/create-item.ts'
import { startRound, turnRound } from '../../src/commands/rounds.ts'
import { startTestHost, tempFolder, type TestHost, type TestWindow } from '../support/host-in-process.ts'
import { outerAddress } from './guest-room-served.ts'
import { launchBrowser } from './open-pages.ts'

describe.skipIf(outerAddress === null)(
  'a phone in the room of a real host (skipped where there is no outer address)',
  () => {
    const pages = fileURLToPath(new URL('../../out/renderer', import.meta.url))
    let browser: Browser
    let folder: Awaited<ReturnType<typeof tempFolder>>
    let host: TestHost
    let window: TestWindow
    let plan = ''

    beforeAll(async () => {
      browser = await launchBrowser()
    })
    afterAll(() => browser.close())
    beforeEach(async () => {
      folder = await tempFolder()
      host = await startTestHost(folder.path, undefined, { pages, discovery: null })
      const { link } = host.connect()
      await link.call('profile.set', { name: 'Sample Owner', role: 'po' })
      plan = (await link.call('plans.create', { name: 'Harbour' })).id
      window = await host.window(plan)
    })
    afterEach(async () => {
      await host.stop()
      await folder.remove()
    })

    test('what it says is on disk and in History under its name, and its card reaches the window when it is turned', async () => {
      const { link } = window
      const { value: item } = window.run(createItem, { title: 'Hold a berth', at: 'top' })
      await window.window.delivered()
      await link.call('plan.presence', { plan, screen: 'refine', item, role: 'po', drives: true, hand: false })
      const { guestUrl, port } = await link.call('room.open', { plan, port: 0 })
      expect(guestUrl).toContain(`:${port}/g#`)
      const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
      await page.goto(guestUrl)
      await page.getByLabel('Your name').fill('Ada')
      await page.getByLabel('I help to build it').check()
      await page.getByRole('button', { name: 'Ask to come in' }).click()
      await page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
      const { guests } = await link.call('room.state', { plan })
      expect(guests).toMatchObject([{ name: 'Ada', state: 'asks' }])
      await link.call('room.admitGuest', { plan, guest: guests[0]?.id ?? '', in: true })
      await page.getByRole('heading', { name: 'Hold a berth' }).waitFor()

      await page.getByRole('textbox').fill('Think of the tide.')
      await page.getByRole('button', { name: 'Comment' }).click()
      await page.getByText('✓ Your comment is on the item.').waitFor()
      await expect
        .poll(() => window.plan.partsOf('comments', item))
        .toMatchObject([{ text: 'Think of the tide.', by: null, byName: 'Ada (guest)' }])
      const [last] = await link.call('plan.log', { plan, record: null, before: null, limit: 1 })
      expect(last).toMatchObject({
        author: { person: null, role: 'guest', guest: 'Ada' },
        entries: [{ name: 'comment.add' }],
      })

      const deck = ['5', '13', '?']
      const { value } = window.run(startRound, { kind: 'estimate', items: [item], deck })
      const [round = ''] = value
      await page.getByRole('button', { name: '13', exact: true }).click()
      await page.getByText('1 card on the table.').waitFor()
      const card = () => [...window.plan.rows('cards').values()]
      await expect.poll(card).toMatchObject([{ name: 'Ada (guest)', role: 'developer', face: '', salt: '' }])
      // What is on it is kept by the page, which shows it also after it was loaded again.
      await page.reload()
      await page.getByText('Your card: 13.').waitFor()
      window.run(turnRound, { round })
      await expect.poll(card).toMatchObject([{ face: '13' }])
      await link.call('room.close', { plan })
      await page.getByRole('heading', { name: 'The room is closed' }).waitFor()
      await page.close()
      expect(host.faults).toEqual([])
    })

    test('a phone is in again by itself after the host was restarted, also where its page was loaded anew', async () => {
      const { link } = window
      const { value: item } = window.run(createItem, { title: 'Hold a berth', at: 'top' })
      await window.window.delivered()
      const { guestUrl } = await link.call('room.open', { plan, port: 0 })
      const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
      await page.goto(guestUrl)
      await page.getByLabel('Your name').fill('Ada')
      await page.getByLabel('I help to build it').check()
      await page.getByRole('button', { name: 'Ask to come in' }).click()
      await page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
      const { guests } = await link.call('room.state', { plan })
      await link.call('room.admitGuest', { plan, guest: guests[0]?.id ?? '', in: true })
      await page.getByText('In the room: Harbour').waitFor({ state: 'attached' })
      await host.stop()
      await page.getByRole('alert').getByText('The connection is lost.').waitFor()

      host = await startTestHost(folder.path, undefined, { pages, discovery: null })
      window = await host.window(plan)
      await expect.poll(async () => (await window.link.call('room.state', { plan })).guestUrl).toBe(guestUrl)
      await window.link.call('plan.presence', { plan, screen: 'refine', item, role: 'po', drives: true, hand: false })
      await page.getByRole('heading', { name: 'Hold a berth' }).waitFor()
      await page.reload()
      await page.getByRole('heading', { name: 'Hold a berth' }).waitFor()
      expect((await window.link.call('room.state', { plan })).guests).toMatchObject([{ name: 'Ada', state: 'here' }])
      await page.close()
    })
  },
)
