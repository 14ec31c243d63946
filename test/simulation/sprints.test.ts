import { expect, test } from 'vitest'
import { moveToColumn } from '../../src/commands/boards.ts'
import { columnOf, FIRST_COLUMNS } from '../../src/model/board.ts'
import type { Command } from '../../src/commands/command.ts'
import { createItems } from '../../src/commands/create-item.ts'
import { deleteItems, parkItems } from '../../src/commands/delete-item.ts'
import { dropItems } from '../../src/commands/drop-items.ts'
import { setIfRoom } from '../../src/commands/if-room.ts'
import { mergeItems } from '../../src/commands/merge-items.ts'
import { createTeam } from '../../src/commands/people.ts'
import { pullItem, returnItem, setStage } from '../../src/commands/pull-item.ts'
import { splitInSprint } from '../../src/commands/split-in-sprint.ts'
import { changeSprint, reorderInSprint } from '../../src/commands/sprint-changes.ts'
import { createSprint, editSprint, finishSprint, startSprint } from '../../src/commands/sprints.ts'
import { createPlan, type Plan } from '../../src/doc/plan.ts'
import type { Author, Entry } from '../../src/model/envelope.ts'
import type { Failure } from '../../src/model/result.ts'
import type { Sprint } from '../../src/model/sprint.ts'
import { conflictRows } from '../../src/sync/conflict-rows.ts'
import { applyOpposite } from '../../src/sync/undo-apply.ts'
import { oppositeOf } from '../../src/sync/undo.ts'
import { readUpdate } from '../../src/sync/update-form.ts'
import { seededRandom } from '../support/in-memory-plan.ts'
import { RecordPeer } from '../support/record-peer.ts'

/**
 * Two teams and a Product Owner work on the sprints of one plan, apart and together, and take steps back. Whatever they do, no
 * item is lost, none is in sprints of two teams without a conflict that people see, and a Sprint Goal changes only where
 * somebody changed it.
 */
const SEEDS = 60
const STEPS = 80
const GOALS = ['Skippers book alone', 'The board is right', 'Paid before departure']

class Desk {
  readonly peer: RecordPeer
  readonly plan: Plan
  readonly author: Author
  readonly random: () => number
  readonly mine: string[] = []
  /** What this one wrote into goals. */
  readonly goals: string[] = []

  constructor(key: number, role: string, forTeam: string | null, random: () => number) {
    this.peer = new RecordPeer(key, 10 + key)
    this.plan = createPlan(this.peer.doc)
    this.author = { person: `person${key}`, role, forTeam }
    this.random = random
  }

  run<A, F extends Failure, V>(command: Command<A, F, V>, args: A, author = this.author): V | null {
    if (command.allowed({ plan: this.plan, author }, args) !== null) return null
    let value: V | null = null
    const entries: Entry[] = []
    const before = this.peer.records.length
    const told = this.peer['told']
    const at = 1_700_000_000_000 + before * 1000
    // A failed command has written nothing: then there is nothing to make a record of.
    const record = this.peer.envelope(() => {
      const log = ({ record, field, from, to, why }: Partial<Entry> & Pick<Entry, 'record' | 'field'>) =>
        void entries.push({ name: command.name, record, field, from: from ?? null, to: to ?? null, why: why ?? '' })
      const done = command.run({ plan: this.plan, author, now: at, random: this.random, log } as never, args)
      if (done.ok) value = done.value ?? ('done' as V)
    })
    if (record.update.length <= 2) {
      this.peer['told'] = told
      return null
    }
    const change = `change-${this.author.person}-${before}`
    const sealed = this.peer.ledger.seal({ ...record, change, entries }, this.peer.device, { doc: this.peer.doc })
    if (sealed.answer !== 'apply') throw new Error(JSON.stringify(sealed))
    this.peer.ledger.accept(sealed.record)
    this.peer.records.push(sealed.record)
    this.mine.push(change)
    return value
  }

  async undo(change: string): Promise<void> {
    const records = this.peer.records.filter((record) => record.change === change)
    const spans = this.peer.records.map((record) => {
      const structs = readUpdate(record.update)?.structs ?? []
      const last = structs.at(-1)
      return { record, start: structs[0]?.id.clock ?? 0, end: last === undefined ? 0 : last.id.clock + last.length }
    })
    const recordHolding = (client: number, clock: number) =>
      Promise.resolve(
        spans.find(({ record, start, end }) => record.client === client && start <= clock && clock < end)?.record,
      )
    const opposite = await oppositeOf({ change, records, recordHolding, doc: this.peer.doc })
    const by = { person: this.author.person, at: 7, why: '' }
    const told = this.peer['told']
    const made = this.peer.envelope((doc) => void applyOpposite(doc, opposite, by, () => undefined))
    if (made.update.length <= 2) {
      this.peer['told'] = told
      return
    }
    const sealed = this.peer.ledger.seal(made, this.peer.device, { doc: this.peer.doc })
    if (sealed.answer !== 'apply') throw new Error(JSON.stringify(sealed))
    this.peer.ledger.accept(sealed.record)
    this.peer.records.push(sealed.record)
  }

  hear(other: Desk): void {
    for (const { bytes } of [...other.peer.records]) this.peer.take(bytes)
  }

  get sprints(): Sprint[] {
    return [...this.plan.rows('sprints').values()].filter(({ deleted }) => deleted === null)
  }
}

const happened: Record<string, number> = {}
function count(what: string): void {
  happened[what] = (happened[what] ?? 0) + 1
}

async function play(seed: number) {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const po = new Desk(1, 'po', null, random)
  const items = po.run(createItems, { titles: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] }) as readonly string[]
  const teams = ['Keel', 'Jib'].map((name) => po.run(createTeam, { name }) as string)
  for (const team of teams)
    for (const name of ['Now', 'Next'])
      po.run(createSprint, { team, name: `${name} ${team}`, goal: GOALS[0], capacity: 20 })
  const desks = [po, ...teams.map((team, i) => new Desk(2 + i, 'developer', team, random))]
  for (const desk of desks.slice(1)) desk.hear(po)
  for (const sprint of po.sprints.filter(({ name }) => name.startsWith('Now')))
    desks
      .find(({ author }) => author.forTeam === sprint.team)
      ?.run(pullItem, { item: items[0] as string, sprint: sprint.id })
  // What was there before the work began is not taken back.
  for (const desk of desks) desk.mine.length = 0
  const said = { why: 'because', goalHolds: 'yes' } as const
  const removed = new Set<string>()

  for (let step = 0; step < STEPS; step++) {
    const desk = pick(desks) as Desk
    const own = desk.sprints.filter(({ team }) => desk.author.forTeam === null || team === desk.author.forTeam)
    const sprint = pick(own)
    const item = pick([...desk.plan.live.ids])
    const inside = pick([...desk.plan.live.ids].filter((id) => desk.plan.row('items', id)?.sprint === sprint?.id))
    if (sprint === undefined || item === undefined) continue
    const acts: Record<string, () => unknown> = {
      pull: () => desk.run(pullItem, { item, sprint: sprint.id, why: 'x' }),
      back: () => inside && desk.run(returnItem, { item: inside, why: 'x', after: random() < 0.3 ? null : undefined }),
      add: () => desk.run(changeSprint, { sprint: sprint.id, ins: [item], outs: [], ...said }),
      swap: () =>
        inside &&
        desk.run(changeSprint, {
          sprint: sprint.id,
          ins: [item],
          outs: [{ item: inside, to: random() < 0.5 ? null : (pick(own)?.id ?? null) }],
          ...said,
        }),
      split: () =>
        inside &&
        desk.run(splitInSprint, {
          item: inside,
          rest: { title: `Rest ${step}` },
          to: random() < 0.5 ? null : (pick(own)?.id ?? null),
          isDone: random() < 0.3,
          ...said,
        }),
      reorder: () => inside && desk.run(reorderInSprint, { item: inside, after: null, ...said }),
      stage: () => inside && desk.run(setStage, { item: inside, stage: pick(['open', 'doing', 'done']) ?? 'open' }),
      column: () =>
        inside && desk.run(moveToColumn, { item: inside, column: pick(['open', 'doing', 'done']) ?? 'open' }),
      ifRoom: () => inside && desk.run(setIfRoom, { item: inside, on: random() < 0.5 }),
      drop: () => desk.run(dropItems, { ids: [item], why: 'No' }),
      park: () => desk.run(parkItems, { ids: [item], parked: random() < 0.5 }),
      remove: () => {
        if (random() > 0.4 || desk.run(deleteItems, { ids: [item], why: 'x' }) === null) return false
        removed.add(item)
        return true
      },
      merge: () => {
        const other = pick([...desk.plan.live.ids])
        if (random() > 0.4 || other === undefined || desk.run(mergeItems, { keep: other, others: [item] }) === null)
          return false
        removed.add(item)
        return true
      },
      start: () => desk.run(startSprint, { id: sprint.id }),
      finish: () => {
        const left = desk.plan.live.ids.filter((id) => desk.plan.row('items', id)?.sprint === sprint.id)
        const to = desk === po || random() < 0.5 ? null : (pick(own)?.id ?? null)
        return (
          random() < 0.3 &&
          desk.run(finishSprint, { id: sprint.id, unfinished: [...left].map((item) => ({ item, to })) })
        )
      },
      goal: () => {
        const goal = pick(GOALS) as string
        if (desk.run(editSprint, { id: sprint.id, goal }) !== null) desk.goals.push(`${sprint.id} ${goal}`)
        return goal
      },
    }
    const often =
      desk === po
        ? ['reorder', 'reorder', 'reorder', 'reorder', 'start', 'start', 'drop', 'park', 'remove', 'merge']
        : ['pull', 'pull', 'pull', 'add', 'add', 'swap', 'swap', 'split']
    const what = pick([...Object.keys(acts), ...often, 'undo', 'hear', 'hear']) as string
    if (what === 'undo') {
      const change = pick(desk.mine)
      if (change === undefined || !stepsBack(seed)) continue
      desk.mine.splice(desk.mine.indexOf(change), 1)
      await desk.undo(change)
      count('undo')
    } else if (what === 'hear') {
      for (const other of desks) if (other !== desk && random() < 0.6) desk.hear(other)
    } else {
      const goals = new Map(desk.sprints.map(({ id, goal }) => [id, goal]))
      if (!acts[what]?.()) continue
      count(what)
      if (what !== 'goal')
        expect(new Map(desk.sprints.map(({ id, goal }) => [id, goal])), `${what} left the Sprint Goals alone`).toEqual(
          goals,
        )
    }
  }
  for (let round = 0; round < 2; round++)
    for (const one of desks) for (const other of desks) if (one !== other) one.hear(other)
  return { desks, items: items.filter((id) => !removed.has(id)) }
}

/** Live items whose stays in sprints of two teams have not ended, on one peer. */
function inTwoTeams({ plan }: Desk): string[] {
  return [...plan.live.ids].filter((item) => {
    const open = plan.partsOf('pulls', item).filter(({ leftAt, deleted }) => leftAt === null && deleted === null)
    const teams = new Set(
      open
        .map(({ sprint }) => plan.row('sprints', sprint))
        .flatMap((one) => (one?.state === 'finished' ? [] : [one?.team])),
    )
    return teams.size > 1
  })
}

const stepsBack = (seed: number): boolean => seed % 3 !== 0

function isRunning(desk: Desk, sprint: string | null): boolean {
  return sprint !== null && desk.plan.row('sprints', sprint)?.state === 'running'
}

test.each(Array.from({ length: SEEDS }, (_, i) => i + 1))(
  'no sequence of commands, merges and undo loses an item, puts one into sprints of two teams without a conflict, or changes a Sprint Goal (seed %i)',
  async (seed) => {
    const { desks, items } = await play(seed)
    const [first] = desks as [Desk]
    for (const desk of desks) {
      expect(items.filter((id) => desk.plan.row('items', id)?.deleted !== null)).toEqual([])
      const { open, overruled } = conflictRows({ ledger: desk.peer.ledger, plan: desk.plan })
      const told = new Set([...open, ...overruled].map(({ record }) => record))
      expect(inTwoTeams(desk).filter((id) => !told.has(`items/${id}`))).toEqual([])
      for (const { id, sprint, stage, deleted } of desk.plan.rows('items').values())
        if (isRunning(desk, sprint)) {
          // Who steps back after having heard of a deletion knows of it.
          if (deleted !== null && !stepsBack(seed) && stage !== 'done')
            expect(told.has(`items/${id}`), 'deleted while it was pulled, and told').toBe(true)
          else if (deleted === null)
            expect(columnOf({ stage, column: null }, FIRST_COLUMNS), 'it is in sight of its team').not.toBeNull()
        }
      for (const item of desk.plan.rows('items').values())
        expect(item.sprint === null || desk.plan.row('sprints', item.sprint) !== undefined).toBe(true)
      expect(desk.sprints.map(({ goal }) => goal).filter((goal) => !GOALS.includes(goal))).toEqual([])
      expect([...desk.plan.rows('items')].sort()).toEqual([...first.plan.rows('items')].sort())
    }
    if (inTwoTeams(first).length > 0) count('in two teams')
  },
)

test('all of it really happened', () => {
  const kinds = [
    'pull',
    'back',
    'add',
    'swap',
    'split',
    'reorder',
    'stage',
    'column',
    'start',
    'finish',
    'goal',
    'ifRoom',
    'drop',
    'park',
    'remove',
    'merge',
    'undo',
    'in two teams',
  ]
  expect(kinds.filter((kind) => (happened[kind] ?? 0) < 5)).toEqual([])
})
