import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { createPerson } from '../../../src/commands/people.ts'
import { beginSeeing } from '../../../src/commands/seen.ts'
import { SEEN, seenBy } from '../../../src/model/seen.ts'
import type { HistoryLine, Since } from '../../../src/state/history-source.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { noHistory } from '../../support/no-history.ts'
import { lineOf } from '../history/past.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

const PO = { person: 'anna', role: 'po', forTeam: null }
type Make = (ids: readonly string[]) => Since['groups']

/** A window at Catch up, and a host that tells of what `make` says until it was seen. */
async function changed(make: Make, begun = true) {
  let groups: Since['groups'] = []
  const session = inMemoryState({
    host: {
      history: () => ({
        ...noHistory(),
        since({ seen, apart }) {
          const news =
            seen === null || (seen['7'] ?? 0) >= 9 ? [] : groups.filter(({ about }) => apart[about] === undefined)
          const changes = new Set(news.flatMap(({ lines }) => lines.map(({ change }) => change))).size
          return Promise.resolve({ changes, groups: news, otherGroups: 0, others: 0, upTo: { 7: 9 }, arriving: false })
        },
      }),
    },
  })
  for (const [id, name] of [
    ['ben', 'Ben Ito'],
    ['cleo', 'Cleo Ray'],
  ] as const)
    if (session.plan.row('people', id) === undefined) session.must(createPerson, { id, name, role: 'po' } as never, PO)
  const ids = ['Pay by card', 'Hold a berth', 'Waiting list'].map((title) => session.must(createItem, { title }, PO))
  groups = make(ids)
  if (begun) session.must(beginSeeing, { upTo: { 7: 1 } }, PO)
  const window = await planWindow({ screen: 'catch-up' }, 'po', session)
  const mine = () => seenBy('anna', session.plan.doc.getMap(SEEN).values())
  return { ...window, ids, session, mine }
}

const by = (person: string, n: number, entries: HistoryLine['entries'], items: readonly string[]): HistoryLine =>
  lineOf(n, { author: { person, role: 'po', forTeam: null }, entries, items })

const some: Make = ([card, berth]) => {
  const about = `items/${card}`
  const of = (n: number, entries: Partial<HistoryLine['entries'][number]>[]): HistoryLine =>
    by(
      'ben',
      n,
      entries.map((one) => ({ name: 'item.edit', record: about, field: '', from: null, to: null, why: '', ...one })),
      [card as string],
    )
  return [
    {
      about,
      lines: [
        of(6, [{ name: 'comment.add', record: 'comments/c', to: 'I asked' }]),
        of(5, [{ name: 'criterion.add', record: 'criteria/b', to: 'B' }]),
        of(4, [{ name: 'criterion.add', record: 'criteria/a', to: 'A' }]),
        of(3, [{ field: 'estimate', from: 6, to: 8 }]),
        of(2, [{ field: 'estimate', from: 5, to: 6 }]),
        of(1, [{ name: 'item.move', field: 'rank', from: 14, to: 3, why: 'the auditor comes in May' }]),
      ],
    },
    {
      about: `items/${berth}`,
      lines: [
        by(
          'cleo',
          0,
          [{ name: 'item.stage', record: `items/${berth}`, field: 'stage', from: 'doing', to: 'done', why: '' }],
          [berth as string],
        ),
      ],
    },
  ]
}

test('what changed since one last looked is told by item: the whole effect, who, and the reason in their own words', async () => {
  const { screen } = await changed(some)
  const list = screen.getByRole('region', { name: 'Since you last looked' })
  await expect.element(list.getByText(/^7 changes on 2 items/)).toBeVisible()
  const card = list.getByRole('article', { name: /Pay by card/ })
  await expect.element(card).toHaveTextContent(/Ben: moved from 14 to 3; estimate 5 to 8; 2 criteria added; 1 comment/)
  await expect.element(card.getByText('“the auditor comes in May”')).toBeVisible()
  await expect.element(list.getByRole('article', { name: /Hold a berth/ })).toHaveTextContent(/Cleo: done/)
  await expect.element(screen.getByRole('button', { name: /^7 changes/ })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await list.getByRole('button', { name: /^Moved/ }).click()
  await expect.poll(() => list.getByRole('article').elements().length).toBe(1)
  await list.getByRole('button', { name: 'All', exact: true }).click()
  await card.getByRole('button', { name: /^6 changes/ }).click()
  await expect.element(card.getByText('Set estimate of “Pay by card” to 8').first()).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('by keyboard: one is marked as seen, the next has the focus, and all is marked at once', async () => {
  const { screen, ids, mine, places } = await changed(some)
  const article = (name: RegExp) => screen.getByRole('article', { name })
  await expect.element(article(/Pay by card/)).toBeVisible()
  await userEvent.keyboard('j')
  await expect.element(article(/Pay by card/)).toHaveFocus()
  await userEvent.keyboard('x')
  await expect.element(article(/Hold a berth/)).toHaveFocus()
  expect(Object.keys(mine()?.apart ?? {})).toEqual([`items/${ids[0]}`])
  await userEvent.keyboard('a')
  await expect.element(screen.getByText('You are up to date.')).toBeVisible()
  expect(mine()).toMatchObject({ lines: { 7: 9 }, apart: {} })
  await expect.element(screen.getByRole('heading', { name: 'Catch up' })).toHaveFocus()
  expect(places).toEqual([])
})

test('Enter opens in History what is no item', async () => {
  const { screen, places } = await changed((all) => [
    ...some(all),
    {
      about: 'goals/g',
      lines: [
        by(
          'ben',
          0,
          [{ name: 'goal.create', record: 'goals/g', field: '', from: null, to: 'Fewer calls', why: '' }],
          [],
        ),
      ],
    },
  ])
  await expect.element(screen.getByRole('article', { name: /Pay by card/ })).toBeVisible()
  await userEvent.keyboard('jjj{Enter}')
  await expect.poll(() => places.at(-1)).toMatchObject({ screen: 'history', rest: 'change0' })
})

test('the first opening tells of nothing and begins the mark; nobody is told of their own', async () => {
  const { screen, mine } = await changed(some, false)
  await expect.poll(() => mine()?.lines).toEqual({ 7: 9 })
  await expect.element(screen.getByText(/^You joined/)).toBeVisible()
  expect(screen.getByRole('region', { name: 'Since you last looked' }).query()).toBeNull()
})

test('rows of the backlog that others changed say so, until it was seen', async () => {
  const { screen, state } = await changed(some)
  await expect.element(screen.getByRole('article', { name: /Pay by card/ })).toBeVisible()
  await screen.getByRole('link', { name: /^Backlog/ }).click()
  const row = (name: RegExp) => screen.getByRole('row', { name })
  await expect.element(row(/Pay by card/)).toHaveTextContent(/Changed since you last looked\./)
  await expect.element(row(/Waiting list/)).not.toHaveTextContent(/Changed/)
  expect(await barriersIn()).toEqual([])
  state.since.seeAll()
  await expect.element(row(/Pay by card/)).not.toHaveTextContent(/Changed/)
})
