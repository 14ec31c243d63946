import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import { runCommand, type Command } from '../../src/commands/command.ts'
import { createFormula } from '../../src/commands/formulas.ts'
import { scoreItem, scoreItems } from '../../src/commands/scores.ts'
import { createPlan, type Plan } from '../../src/doc/plan.ts'
import { methodsOf } from '../../src/model/scoring/plan-methods.ts'
import type { Method } from '../../src/model/scoring/method.ts'
import { createScoreBoard, orderGaps } from '../../src/state/score-board.ts'
import type { Failure } from '../../src/model/result.ts'
import { AUTHOR, emptyPlan, importInto, type TestPlan } from '../support/import-into.ts'
import { seeded } from '../support/random.ts'
import { table, type Measure } from './measures.ts'
import { generatePlan } from './plan-generator.ts'

const RUNS = 40
const EDITS = 100

/**
 * The score table of all items, without a page around it: made anew for every method, sorted, the two orders beside each other,
 * and one edit. `npm run bench -- scores [--items 10000]`. It asserts nothing.
 */
export async function measureScores(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { items: { type: 'string', default: '10000' } } })
  const items = Number(values.items)
  process.stderr.write(`A plan of ${items.toLocaleString('en')} items, scored twice by every method ...\n`)
  const at = scoredPlan(items)
  const load = loadavg()[0] ?? 0
  const methods = methodsOf(at.plan.rows('formulas').values()).filter((method) => method.ranks)
  const measures: Measure[] = [
    row('first look at scores after opening', items, null, first(at, methods)),
    ...methods.map((method) =>
      row(
        `table and its order: ${method.name} *`,
        items,
        100,
        repeat(RUNS, () => createScoreBoard(at.plan, method).byScore()),
      ),
    ),
    ...gapsAndEdits(at, methods, items),
  ]
  process.stdout.write(
    `${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}, load before the run ${load.toFixed(1)}\n\n${table(measures)}\n\n* processor time\n`,
  )
  return Promise.resolve()
}

interface Scoring {
  readonly plan: Plan
  /** The value of a command that has to succeed. */
  must<Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args): Value
}

function scoring({ plan, writer, random }: TestPlan): Scoring {
  let time = Date.UTC(2026, 0, 5)
  let changes = 0
  const session = { plan, writer, random, now: () => (time += 1000), newChange: () => `score-${++changes}` }
  return {
    plan,
    must(command, args) {
      const done = runCommand(session, AUTHOR, command, args)
      if (!done.ok) throw new Error(done.error.message)
      return done.value.value
    },
  }
}

function scoredPlan(items: number): Scoring {
  const into = emptyPlan()
  importInto(into, generatePlan(items).json)
  const at = scoring(into)
  const random = seeded(7)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const factors = [
    { name: 'love', asks: '', rubric: [] },
    { name: 'need', asks: '', rubric: [] },
  ]
  const fit = at.must(createFormula, { name: 'Fit', text: 'sqrt(love ^ 2 + need ^ 2)', factors })
  at.must(createFormula, { name: 'Blend', text: 'max(Fit, 1) * log(value + 10) / (effort + 1)', factors: [] })
  const given: readonly [string, () => Record<string, number>][] = [
    ['wsjf', () => Object.fromEntries(WSJF.map((name) => [name, one([1, 2, 3, 5, 8, 13, 20])]))],
    ['cd3', () => ({ costOfDelay: one([100, 900, 4000]), duration: one([1, 3, 8]) })],
    [
      'rice',
      () => ({ reach: one([10, 400, 9000]), impact: one([0.5, 1, 2]), confidence: 80, effort: one([0.5, 1, 4]) }),
    ],
    ['ice', () => ({ impact: one([1, 5, 9]), confidence: one([2, 6]), ease: one([3, 8]) })],
    ['value-effort', () => ({ value: one([1, 5, 13]), effort: one([1, 3, 8]) })],
    ['opportunity', () => ({ importance: one([3, 7, 9.5]), satisfaction: one([1, 4, 8]) })],
    [`formula:${fit}`, () => ({ love: one([1, 4]), need: one([2, 6]) })],
  ]
  const ids = at.plan.open.ids
  for (let time = 0; time < 2; time++)
    for (const [method, make] of given)
      for (let from = 0; from < ids.length; from += 2_000)
        at.must(scoreItems, {
          method,
          scores: ids.slice(from, from + 2_000).map((item) => ({ item, factors: make() })),
        })
  return at
}
const WSJF = ['userBusinessValue', 'timeCriticality', 'riskReduction', 'jobSize']

/** As a window that just opened the plan: nothing of the scores was read yet. */
function first(at: Scoring, methods: readonly Method[]): number[] {
  const update = Y.encodeStateAsUpdate(at.plan.doc)
  return [0, 1, 2].map((i) => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    const plan = createPlan(doc)
    void plan.open.ids
    return timed(() => createScoreBoard(plan, methods[i + 1] as Method).byScore())
  })
}

function gapsAndEdits(at: Scoring, methods: readonly Method[], items: number): Measure[] {
  const rice = methods.find(({ id }) => id === 'rice') as Method
  const board = createScoreBoard(at.plan, rice)
  let inEdit = 0
  at.plan.onChange((changed) => {
    inEdit = timed(() => board.take(changed))
  })
  const ids = at.plan.open.ids
  const whole: number[] = []
  const own: number[] = []
  for (let i = 0; i < EDITS; i++) {
    const item = ids[(i * 97) % ids.length] as string
    whole.push(timed(() => at.must(scoreItem, { item, method: 'rice', factors: { reach: 20_000 + i } })))
    own.push(inEdit)
  }
  return [
    row('one edit: command to new score', items, 16, whole),
    row('one edit: the table alone', items, null, own),
    row(
      'two orders, one gap *',
      items,
      100,
      repeat(RUNS, () => orderGaps(at.plan, board.byScore())),
    ),
  ]
}

/** Processor time of the whole process: on a machine with other work beside it the clock says little. */
function repeat(times: number, act: () => unknown): number[] {
  return Array.from({ length: times }, () => {
    const begun = process.cpuUsage()
    act()
    const { user, system } = process.cpuUsage(begun)
    return (user + system) / 1000
  })
}
function timed(act: () => unknown): number {
  const begun = performance.now()
  act()
  return performance.now() - begun
}
function row(name: string, items: number, target: number | null, samples: readonly number[]): Measure {
  return { name, items, of: 'p95', target, samples, bare: null }
}
