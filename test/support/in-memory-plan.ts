import * as Y from 'yjs'
import { runCommand, type Command, type Done, type Session } from '../../src/commands/command.ts'
import { createLineWriter } from '../../src/doc/line-writer.ts'
import { createPlan, type Plan } from '../../src/doc/plan.ts'
import { createRecord, setPlanFact } from '../../src/doc/write.ts'
import type { Author, Envelope } from '../../src/model/envelope.ts'
import { createId, type Random } from '../../src/model/id.ts'
import type { Failure, Result } from '../../src/model/result.ts'

export interface InMemoryPlan extends Session {
  readonly plan: Plan
  readonly author: Author
  /** All records written so far. */
  readonly envelopes: readonly Envelope[]
  run<Args, F extends Failure, Value>(
    command: Command<Args, F, Value>,
    args: Args,
    author?: Author,
  ): Result<Done<Value>, Failure>
  /** The value of a command that has to succeed. */
  must<Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args, author?: Author): Value
  as(role: string, forTeam?: string | null): Author
  /** Takes in what the other has and this one does not know yet, record by record. */
  hear(other: InMemoryPlan): void
  /** What typing waits for; nothing happens by time alone. */
  runTimers(): void
}

export interface InMemoryOptions {
  readonly client?: number
  readonly seed?: number
  readonly person?: string
  readonly role?: string
  readonly now?: () => number
  /** Starts as a replica of this plan. */
  readonly from?: InMemoryPlan
}

/** A plan with a real document, a real writer and no host: envelopes are collected. The clock ticks once a look. */
export function inMemoryPlan(options: InMemoryOptions = {}): InMemoryPlan {
  const { client = 1, seed = 1, person = 'anna', role = 'po', from } = options
  const doc = new Y.Doc()
  if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from.plan.doc))
  const random = seededRandom(seed * 7919 + client)
  const envelopes: Envelope[] = []
  const timers = new Set<() => void>()
  let time = Date.UTC(2026, 0, 5, 9)
  const plan = createPlan(doc)
  const now = options.now ?? (() => (time += 1000))
  const writer = createLineWriter({
    doc,
    lease: { client, seq: 0, clock: Y.getState(doc.store, client) },
    known: from?.writer.vector() ?? {},
    now,
    onEnvelope: (envelope) => {
      envelopes.push(envelope)
    },
    onLeaseBroken: () => {
      throw new Error('The line is broken.')
    },
    later: (act) => {
      timers.add(act)
      return () => timers.delete(act)
    },
  })
  const author: Author = { person, role, forTeam: null }
  let changes = 0
  const session: InMemoryPlan = {
    plan,
    writer,
    now,
    random,
    author,
    envelopes,
    newChange: () => `change-${client}-${++changes}`,
    run: (command, args, by = author) => runCommand(session, by, command, args),
    must(command, args, by = author) {
      const result = runCommand(session, by, command, args)
      if (!result.ok) throw new Error(`${command.name}: ${result.error.message}`)
      return result.value.value
    },
    as: (as, forTeam = null) => ({ person, role: as, forTeam }),
    hear(other) {
      other.writer.flush()
      for (const envelope of other.envelopes) {
        const [seq, clock] = writer.vector()[envelope.client] ?? [0, 0]
        if (seq >= envelope.seq) continue
        writer.applyRemote(
          {
            client: envelope.client,
            seq: envelope.seq,
            clock: Math.max(clock, clockAfter(envelope)),
            update: envelope.update,
          },
          'remote',
        )
      }
    },
    runTimers() {
      for (const act of [...timers]) {
        timers.delete(act)
        act()
      }
    },
  }
  if (from === undefined) {
    writer.write({ author, change: 'begin' }, (log) => {
      setPlanFact(doc, 'name', 'Clinic')
      for (const [id, name, roles] of PEOPLE) createRecord(doc, 'people', id, { name, roles })
      log({ name: 'plan.create', record: 'plan', field: '', from: null, to: 'Clinic', why: '' })
    })
  }
  return session
}

/** Who is in every plan of the tests: Anna may act as anything. */
const PEOPLE: readonly (readonly [string, string, readonly string[]])[] = [
  ['anna', 'Anna', ['po', 'chief-po', 'tpo', 'developer', 'scrum-master', 'stakeholder']],
  ['ben', 'Ben', ['developer']],
  ['cleo', 'Cleo', ['developer', 'tpo']],
  ['dan', 'Dan', ['stakeholder']],
]

/** End of the line's structs after a record: what its update adds, or nothing for one that only deletes. */
function clockAfter(envelope: Envelope): number {
  const { structs } = Y.decodeUpdate(envelope.update)
  return structs.reduce((end, struct) => Math.max(end, struct.id.clock + struct.length), 0)
}

/** Repeatable numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function newIds(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => createId(random))
}
