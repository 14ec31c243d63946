import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { createPerson } from '../../../src/commands/people.ts'
import { settleConflict } from '../../../src/commands/settle-conflict.ts'
import type { Conflict, Overruled } from '../../../src/state/conflict-source.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'
import { conflict, madeUpReview, NOON, side } from './conflicts.ts'

type Make = (ids: readonly string[]) => { open?: Conflict[]; overruled?: Overruled[] }

async function catchUp(make: Make = () => ({}), role = 'po') {
  const review = madeUpReview()
  const session = inMemoryState({ role, host: { review: () => review.source } })
  const po = { person: 'anna', role: 'po', forTeam: null }
  session.must(createPerson, { id: 'erik', name: 'Erik Ås', role: 'po' } as never, po)
  const ids = ['Hold a berth', 'Pay by link', 'Waiting list', 'Tide tables'].map((title) =>
    session.must(createItem, { title, description: 'A skipper holds a berth and pays.' }, po),
  )
  const { open = [], overruled = [] } = make(ids)
  review.list = { open, overruled, others: 0 }
  const window = await planWindow({ screen: 'catch-up' }, role, session)
  await expect.element(window.screen.getByRole('heading', { name: 'Catch up' })).toBeVisible()
  const settlements = () =>
    Object.values(session.plan.doc.getMap('settlements').toJSON() as Record<string, { value: unknown }>)
  return { ...window, ids, review, session, settlements }
}
const two: Make = (ids) => ({
  open: [
    conflict(`items/${ids[0]}`, 'title', [side('anna', 'Hold a berth'), side('ben', 'Reserve a berth')]),
    conflict(`items/${ids[1]}`, 'estimate', [side('anna', 3), side('ben', 8), side('cleo', 8)]),
  ],
})

test('with nothing to do it says so, and the top line and the rail say nothing', async () => {
  const { screen } = await catchUp()
  await expect.element(screen.getByText('You are up to date.')).toBeVisible()
  expect(screen.getByText(/to review/).query()).toBeNull()
  await expect.element(screen.getByRole('link', { name: /^Catch up$/ })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('both values stand side by side with who and when; equal ones of several people are one', async () => {
  const { screen } = await catchUp(two)
  await expect.element(screen.getByRole('button', { name: '2 to review' })).toBeVisible()
  const first = screen.getByRole('article', { name: /Hold a berth/ })
  await expect.element(first.getByText('You and Ben set the title apart.')).toBeVisible()
  await expect.element(first.getByText('in the plan now')).toBeVisible()
  const second = screen.getByRole('article', { name: /Pay by link/ })
  await expect.element(second.getByText('You, Ben and Cleo set the estimate apart.')).toBeVisible()
  await expect
    .poll(() =>
      second
        .getByRole('button', { name: /^Keep/ })
        .elements()
        .map((one) => one.textContent?.match(/^Keep \S+/)?.[0]),
    )
    .toEqual(['Keep yours', 'Keep this'])
  expect(await barriersIn()).toEqual([])
})

test('by keyboard alone: one is kept, the next takes its place and the focus, another value settles that', async () => {
  const { screen, ids, state, settlements } = await catchUp(two)
  await expect.element(screen.getByRole('article', { name: /Hold a berth/ })).toBeVisible()
  await userEvent.keyboard('j')
  await expect.element(screen.getByRole('article', { name: /Hold a berth/ })).toHaveFocus()
  await userEvent.keyboard('2')
  await expect.poll(() => state.row('items', ids[0] as string)?.title).toBe('Reserve a berth')
  await expect.element(screen.getByRole('article', { name: /Pay by link/ })).toHaveFocus()
  await userEvent.keyboard('e')
  await expect.element(screen.getByLabelText('Another estimate')).toHaveFocus()
  await userEvent.keyboard('five{Enter}')
  await expect.element(screen.getByText('That takes a number, or nothing.')).toBeVisible()
  await userEvent.keyboard('{Control>}a{/Control}5{Enter}')
  await expect.poll(() => state.row('items', ids[1] as string)?.estimate).toBe(5)
  expect(settlements().map(({ value }) => value)).toEqual(['Reserve a berth', 5])
  await expect.element(screen.getByText('You are up to date.')).toBeVisible()
  await expect.element(screen.getByRole('heading', { name: 'Catch up' })).toHaveFocus()
})

test('what somebody else settled meanwhile is said in a line, and goes once it was looked at', async () => {
  const { screen, ids, review, session, places } = await catchUp(two)
  await expect.element(screen.getByRole('article', { name: /Hold a berth/ })).toBeVisible()
  const [first, second] = review.list.open as [Conflict, Conflict]
  const { id, kind, record, key, path } = first
  const anna = { person: 'anna', role: 'po', forTeam: null }
  session.must(
    settleConflict,
    {
      conflict: { conflict: id, kind, record, key, path },
      choice: { is: 'value', value: 'Reserve a berth' },
      why: 'shorter',
    } as never,
    anna,
  )
  const { at } = session.plan.doc.getMap('settlements').get(id) as { at: number }
  const about = {
    id,
    kind,
    record,
    key,
    item: first.item,
    by: 'erik',
    at,
    value: 'Reserve a berth',
    why: 'shorter',
    isDecision: false,
  }
  review.list = { open: [second], overruled: [], others: 0, settled: [about] }
  review.tell()
  const list = screen.getByRole('region', { name: 'Settled meanwhile' })
  const itemKey = session.plan.row('items', ids[0] as string)?.key ?? '-'
  await expect
    .element(
      list
        .getByText(new RegExp(`^Settled by Erik Ås, .*: kept “Reserve a berth” for the title of ${itemKey}\\.`))
        .first(),
    )
    .toBeVisible()
  expect(await barriersIn()).toEqual([])
  await list.getByRole('button', { name: /^History/ }).click()
  await expect.poll(() => places.at(-1)).toEqual({ screen: 'history', query: { item: ids[0] } })
})

test('what this person settles is not told to them again', async () => {
  const { screen, review } = await catchUp(two)
  await expect.element(screen.getByRole('article', { name: /Hold a berth/ })).toBeVisible()
  const [first] = review.list.open as [Conflict]
  await screen
    .getByRole('article', { name: /Hold a berth/ })
    .getByRole('button', { name: /^Keep Ben/ })
    .click()
  const { id, kind, record, key, item } = first
  review.list = {
    ...review.list,
    open: [],
    settled: [{ id, kind, record, key, item, by: 'anna', at: NOON, value: 1, why: '', isDecision: false }],
  }
  review.tell()
  await expect.poll(() => review.settledSeen).toContain(id)
  await expect.element(screen.getByText('You are up to date.')).toBeVisible()
})

test('a place, a deletion and a text are settled in their own words', async () => {
  const { screen, ids, state, session } = await catchUp((all) => {
    const [a, b, c, d] = all as [string, string, string, string]
    return {
      open: [
        conflict(`items/${d}`, 'rank', [side('anna', 'a', { rank: 1 }), side('ben', 'b', { rank: 3 })], {
          kind: 'place',
          path: `ranks/${d}`,
        }),
        conflict(
          `items/${c}`,
          'deleted',
          [
            side('anna', { by: 'anna', at: 1, why: 'twice' }),
            side('ben', 5, { key: 'estimate' }),
            side('cleo', null, { key: 'description' }),
          ],
          { kind: 'deletion' },
        ),
        conflict(
          `items/${a}`,
          'description',
          [
            side('anna', null, { text: 'A skipper keeps a berth and pays.' }),
            side('ben', null, { text: 'A skipper holds a berth, then pays.' }),
          ],
          { kind: 'text', base: 'A skipper holds a berth and pays.' },
        ),
        conflict(`items/${b}`, 'label:later', [side('anna', true), side('ben', false)]),
      ],
    }
  })
  session.must(deleteItems, { ids: [ids[2] as string], why: 'twice' })
  const place = screen.getByRole('article', { name: /Tide tables/ })
  await expect.element(place.getByText('before “Hold a berth”')).toBeVisible()
  await expect.element(place.getByText('after “Pay by link”')).toBeVisible()
  const gone = screen.getByRole('article', { name: /Waiting list/ })
  await expect.element(gone.getByText('You deleted it while Ben and Cleo went on with it.')).toBeVisible()
  await expect.element(gone.getByText('Set estimate to 5. Edited the description')).toBeVisible()
  const text = screen.getByRole('article', { name: /Hold a berth/ })
  await expect.poll(() => text.element().querySelector('ins')?.textContent).toBe('keeps')
  await expect.element(text.getByText('Merged, as the plan has it now')).toBeVisible()
  await expect.element(screen.getByText('You and Ben set the label “later” apart.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await gone.getByRole('button', { name: /^Bring it back/ }).click()
  await expect.poll(() => state.row('items', ids[2] as string)?.deleted).toBeNull()
  await text.getByRole('button', { name: 'Edit the merged text' }).click()
  const field = screen.getByRole('textbox', { name: 'Another description' })
  await field.fill('A skipper keeps a berth, then pays.')
  await screen.getByRole('button', { name: 'Settle with this' }).click()
  await expect
    .poll(() => state.textOf('items', ids[0] as string, 'description'))
    .toBe('A skipper keeps a berth, then pays.')
  await place.getByRole('button', { name: 'Another value' }).click()
  await screen.getByRole('textbox', { name: 'Another place' }).fill('2')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => state.rankOf(ids[3] as string)).toBe(2)
})

test('who may not choose sees why, and asks somebody by name to decide; that one decides with a reason', async () => {
  const { screen, ids, state, session } = await catchUp(
    (all) => ({
      open: [conflict(`items/${all[0]}`, 'outcome', [side('anna', 'Fewer calls'), side('ben', 'Happier guests')])],
    }),
    'developer',
  )
  const card = screen.getByRole('article', { name: /Hold a berth/ })
  await expect.element(card.getByText('Product Owners set vision, goals, metrics and domains.')).toBeVisible()
  expect(card.getByRole('button', { name: /^Keep/ }).query()).toBeNull()
  await card.getByRole('button', { name: 'Make it a decision' }).click()
  await screen.getByRole('button', { name: 'Ask for the decision' }).click()
  await expect.element(screen.getByText('Name somebody who decides.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: /^Who decides/ }).click()
  await userEvent.keyboard('Anna{Enter}')
  await screen.getByLabelText('By when (if you know)').fill('2026-05-20')
  await screen.getByRole('button', { name: 'Ask for the decision' }).click()
  const waiting = screen.getByRole('region', { name: 'Waiting for a decision' })
  await expect.element(waiting.getByText('You decide, by 20 May 2026.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  expect(state.live('decisions')[0]?.options.map(({ words }) => words)).toEqual([
    'Fewer calls (Anna)',
    'Happier guests (Ben)',
  ])
  await waiting.getByLabelText('Why (if you want to say)').fill('we measured')
  session.state.actAs('po')
  await waiting.getByRole('button', { name: /^Decide for this.*Happier guests/ }).click()
  await expect.poll(() => state.row('items', ids[0] as string)?.outcome).toBe('Happier guests')
  expect(state.live('decisions')[0]).toMatchObject({ outcome: 'Happier guests (Ben)', reason: 'we measured' })
})

test('a value that somebody wrote over is told to the one whose it was, who lets it stand or takes it back', async () => {
  const by = side('ben', 'C', { time: NOON })
  const { screen, ids, state, settlements } = await catchUp((all) => ({
    overruled: [
      { ...conflict(`items/${all[0]}`, 'title', [side('anna', 'A'), side('ben', 'B')]), by },
      { ...conflict(`items/${all[1]}`, 'title', [side('anna', 'A'), side('ben', 'B')]), by },
      { ...conflict(`items/${all[2]}`, 'title', [side('cleo', 'A'), side('ben', 'B')]), by },
    ],
  }))
  const over = screen.getByRole('region', { name: 'Written over' })
  await expect.poll(() => over.getByRole('article').elements().length).toBe(2)
  await expect.element(over.getByText('Ben then set it to “C”, knowing both.').first()).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await over.getByRole('button', { name: 'Let it stand' }).first().click()
  await expect.poll(() => settlements().length).toBe(1)
  expect(state.row('items', ids[0] as string)?.title).toBe('Hold a berth')
  await over.getByRole('button', { name: /^Keep yours/ }).click()
  await expect.poll(() => state.row('items', ids[1] as string)?.title).toBe('A')
})

test('a settlement that is undone stands in the list again; a host that fails is told and asked again', async () => {
  const { screen, review, session, ids } = await catchUp(two)
  await screen
    .getByRole('article', { name: /Hold a berth/ })
    .getByRole('button', { name: /^Keep Ben’s/ })
    .click()
  await expect.element(screen.getByRole('button', { name: '1 to review' })).toBeVisible()
  const { id } = review.list.open[0] as Conflict
  session.writer.write({ author: session.author, change: 'undo' }, () => {
    session.plan.doc.getMap('settlements').set(id, null)
  })
  await expect.element(screen.getByRole('button', { name: '2 to review' })).toBeVisible()
  expect(ids).toHaveLength(4)
  review.fails = 'The disk does not answer.'
  review.tell()
  await expect.element(screen.getByText('The disk does not answer.').first()).toBeVisible()
  review.fails = null
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => screen.getByText('The disk does not answer.').query()).toBeNull()
})
