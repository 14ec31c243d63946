import { parseArgs } from 'node:util'
import { runCommand, type Command } from '../../src/commands/command.ts'
import { parkItems } from '../../src/commands/delete-item.ts'
import { editItems, setLabel } from '../../src/commands/edit-item.ts'
import { addLink } from '../../src/commands/links.ts'
import { mergeItems } from '../../src/commands/merge-items.ts'
import { moveItems } from '../../src/commands/move-item.ts'
import { splitItem } from '../../src/commands/split-item.ts'
import { isOpen, ITEM_KINDS } from '../../src/model/item.ts'
import type { Failure } from '../../src/model/result.ts'
import { createVisibleOrder } from '../../src/state/visible-order.ts'
import { AUTHOR, emptyPlan, importInto } from '../support/import-into.ts'
import { table, type Measure } from './measures.ts'
import { generatePlan } from './plan-generator.ts'
import { processorTime } from './processor-time.ts'

const AT_ONCE = 500
const RUNS = 40

/**
 * What a person does to many items at once, each one command, one record and one step of undo, in processor time and with the
 * filtered list following: `npm run bench -- bulk [--items 10000]`. It asserts nothing; painting comes on top.
 */
export async function measureBulk(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { items: { type: 'string', default: '10000' } } })
  const items = Number(values.items)
  const into = emptyPlan()
  importInto(into, generatePlan(items, 1).json)
  const { plan } = into
  const passes = (id: string): boolean => {
    const item = plan.row('items', id)
    return item !== undefined && isOpen(item)
  }
  const visible = createVisibleOrder(plan.order, passes, plan.live.ids)
  plan.onChange((changed) =>
    visible.follow(new Set([...(changed.tables.get('items') ?? []), ...changed.ranks]), changed.formerKeys),
  )
  let changes = 0
  const session = {
    plan,
    writer: into.writer,
    random: into.random,
    now: () => 1,
    newChange: () => `bulk-${++changes}`,
  }
  const must = <Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args): Value => {
    const done = runCommand(session, AUTHOR, command, args)
    if (!done.ok) throw new Error(done.error.message)
    return done.value.value
  }
  /** Another 500 each time, spread over the whole backlog. */
  const some = (run: number): string[] => {
    const ids = [...plan.live.ids]
    const step = Math.max(1, Math.floor(ids.length / AT_ONCE))
    return Array.from({ length: AT_ONCE }, (_, i) => ids[(i * step + run * 7) % ids.length] as string)
  }
  const measured = (name: string, target: number | null, act: (run: number) => () => void): Measure => ({
    name,
    items,
    of: 'p95',
    target,
    samples: Array.from({ length: RUNS }, (_, run) => processorTime(act(run))),
    bare: null,
  })
  const bulk = <Args, F extends Failure>(
    name: string,
    command: Command<Args, F>,
    args: (ids: string[], run: number) => Args,
  ): Measure =>
    measured(`500 items: ${name}`, 100, (run) => {
      const all = args(some(run), run)
      return () => must(command, all)
    })
  const measures = [
    bulk('estimate', editItems, (ids, run) => ({ ids, field: 'estimate' as const, value: run })),
    bulk('kind', editItems, (ids, run) => ({
      ids,
      field: 'kind' as const,
      value: ITEM_KINDS[run % ITEM_KINDS.length] ?? '',
    })),
    bulk('one more label', setLabel, (ids, run) => ({ ids, label: `label ${run}`, on: true })),
    bulk('to the top', moveItems, (ids) => ({ ids, after: null })),
    bulk('parked, and taken up again', parkItems, (_, run) => ({ ids: some(run - (run % 2)), parked: run % 2 === 0 })),
    measured('split into 8 parts', 16, () => {
      const id = plan.open.ids[100] as string
      return () => must(splitItem, { id, parts: Array.from({ length: 8 }, (_, i) => ({ title: `Part ${i}` })) })
    }),
    measured('merge at 500 links', 100, (run) => {
      const [keep = '', gone = '', ...others] = plan.open.ids.slice(run, run + 502)
      for (const to of others) must(addLink, { from: gone, to, type: 'relates' })
      return () => must(mergeItems, { keep, others: [gone] })
    }),
  ]
  process.stdout.write(`${table(measures)}\n\nProcessor time, with the filtered list following.\n`)
  return Promise.resolve()
}
