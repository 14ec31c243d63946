import { parseArgs } from 'node:util'
import { editItem } from '../../../src/commands/edit-item.ts'
import { runCommand, type Session } from '../../../src/commands/command.ts'
import { readFilter } from '../../../src/state/backlog-filter.ts'
import { filterFacts } from '../../../src/state/filter-facts.ts'
import { filterNames } from '../../../src/state/filter-names.ts'
import { textsOf } from '../../../src/state/item-texts.ts'
import { createSearchIndex } from '../../../src/state/search-index.ts'
import { createVisibleOrder } from '../../../src/state/visible-order.ts'
import { AUTHOR, emptyPlan, importInto } from '../../support/import-into.ts'
import { table, type Measure } from '../measures.ts'
import { processorTime } from '../processor-time.ts'
import { generatePlan } from '../plan-generator.ts'

const WORDS = ['berth', 'waiting list', 'refund', 'tide tables', 'pilot', 'harbour masters', 'xyzzy']
const LINES = [
  'kind:bug,debt -label:pilot estimate:3..8',
  'domain:Booking missing:estimate',
  'goal:none stage:open parked:any',
  'why:none is:all -kind:feature',
]

/**
 * Filter and search without a browser: what the window's own thread does for a line of fields, and what the search worker does
 * for each letter, in processor time. Painting comes on top (`npm run bench -- --items 10000`).
 */
export async function measureFind(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { items: { type: 'string', default: '10000' } } })
  const items = Number(values.items)
  const into = emptyPlan()
  importInto(into, generatePlan(items, 1).json)
  const { plan } = into
  const index = createSearchIndex()
  const ids = [...plan.rows('items').keys()]
  const texts = ids.flatMap((id, n) => {
    const found = textsOf(plan, id)
    return found === null ? [] : [{ ...found, n }]
  })
  const filling = processorTime(() => index.put(texts))
  const letters = WORDS.flatMap((word) => [...word].map((_, i) => word.slice(0, i + 1)))
  index.match({ wanted: ['-'], unwanted: [] })
  const search = letters.map((text) => processorTime(() => index.search(text)))
  const match = letters.map((text) =>
    processorTime(() => index.match({ wanted: text.trim().split(' '), unwanted: [] })),
  )
  const edits = texts.slice(0, 100).map((one) => {
    index.put([{ ...one, title: `${one.title} again` }])
    return processorTime(() => index.match({ wanted: ['berth'], unwanted: [] }))
  })
  const names = filterNames(plan, () => null)
  const facts = filterFacts(plan, { isReady: () => false, lastChange: () => null, now: () => 0 })
  const look = (line: string) => {
    const filter = readFilter(line, names)
    const passes = (id: string): boolean => {
      const item = plan.row('items', id)
      return item !== undefined && filter.passes(item, facts)
    }
    return createVisibleOrder(plan.order, passes, plan.live.ids)
  }
  look('kind:chore')
  const lines = Array.from({ length: 10 }, () => LINES)
    .flat()
    .map((line) => processorTime(() => look(line)))
  const listed = look('estimate:3..8')
  plan.onChange((changed) => listed.follow(new Set(changed.tables.get('items')), changed.formerKeys))
  const session: Session = { plan, writer: into.writer, now: () => 0, random: into.random, newChange: () => 'edit' }
  const followed = ids
    .slice(0, 100)
    .map((id, i) =>
      processorTime(() => runCommand(session, AUTHOR, editItem, { id, field: 'estimate', value: i % 13 })),
    )
  await Promise.resolve()
  const row = (name: string, of: Measure['of'], target: number | null, samples: readonly number[]): Measure => ({
    name,
    items,
    of,
    target,
    samples,
    bare: null,
  })
  process.stdout.write(
    `${table([
      row('search, each letter typed (worker)', 'p95', 10, search),
      row('words of a filter, each letter typed (worker)', 'p95', 10, match),
      row('the same after each edit (worker)', 'p95', 10, edits),
      row('a line of fields: read, all items tested', 'p95', 10, lines),
      row('an edit, with the filtered list following', 'p95', 10, followed),
      row('search index filled (worker)', 'p50', null, [filling]),
    ])}\n`,
  )
}
