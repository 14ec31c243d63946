import * as Y from 'yjs'
import { runCommand, type Command, type Session } from '../../src/commands/command.ts'
import { createItem } from '../../src/commands/create-item.ts'
import { deleteItems, restoreItems } from '../../src/commands/delete-item.ts'
import { editItem, setDescription, setLabel } from '../../src/commands/edit-item.ts'
import { moveItem } from '../../src/commands/move-item.ts'
import { createLineWriter, type LineWriter } from '../../src/doc/line-writer.ts'
import { createPlan } from '../../src/doc/plan.ts'
import { loadPlan } from '../../src/host/load-plan.ts'
import { clock } from '../../src/host/ports/clock.ts'
import { nodeFiles } from '../../src/host/ports/node-files.ts'
import { systemRandom } from '../../src/host/ports/random.ts'
import { openVault } from '../../src/host/vault/vault.ts'
import type { Author, Envelope } from '../../src/model/envelope.ts'
import { createId } from '../../src/model/id.ts'
import type { Failure } from '../../src/model/result.ts'
import { seeded } from '../support/random.ts'

const PEOPLE = ['Ines', 'Jonas', 'Mirjam']
/** Edits that each writer makes before it hears of the others'. */
const APART = 60
const YEARS = 2 * 365 * 86_400_000
const WORDS = 'quay tide berth refund pilot crane bell waiting list before after the harbour master says so'.split(' ')

/** What is remembered of the way: moments to look at later. */
export interface WrittenHistory {
  readonly records: number
  readonly first: number
  readonly last: number
}

/**
 * Writes two years of edits of three people, from its last change on, into a plan of a data folder that nobody has open: real commands, real lines that
 * are often concurrent, signed records in a real journal, snapshots when a host would make them.
 */
export async function writeHistory(options: {
  readonly data: string
  readonly plan: string
  readonly edits: number
  readonly seed: number
  readonly say: (line: string) => void
}): Promise<WrittenHistory> {
  const opened = await openVault({
    files: nodeFiles,
    root: options.data,
    clock,
    random: systemRandom,
    snapshotWorker: null,
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const vault = opened.value
  try {
    const loaded = await loadPlan(vault, options.plan)
    if (!loaded.ok) throw new Error(loaded.error.message)
    const { doc, ledger, journal } = loaded.value
    const dice = createDice(options.seed)
    let time = (loaded.value.lastChange ?? 0) + 60_000
    const first = time
    const step = YEARS / options.edits
    const waiting: Envelope[] = []
    const writers: Writer[] = []
    for (const person of PEOPLE) {
      const client = await journal.leases.take((id) => ledger.lineOf(id) !== undefined)
      writers.push(newWriter(doc, ledger.vector(), client, person, dice.random, () => time, waiting))
    }
    let made = 0
    let onDisk: Promise<unknown>[] = []
    while (made < options.edits) {
      for (const writer of writers) {
        for (let i = 0; i < APART && made < options.edits; i++) {
          time = Math.round(first + made * step)
          edit(writer, dice)
          made++
        }
        writer.writer.flush()
      }
      for (const envelope of waiting.splice(0)) {
        const answer = ledger.seal(envelope, vault.device.id, { doc })
        if (answer.answer !== 'apply')
          throw new Error(`A generated edit was not let through: ${JSON.stringify(answer)}`)
        const { record } = answer
        Y.applyUpdate(doc, record.update)
        ledger.accept(record)
        onDisk.push(journal.append(record.bytes))
        for (const { writer } of writers)
          if (writer.lease.client !== record.client) writer.applyRemote(record, 'record')
      }
      if (onDisk.length >= 2_000) {
        await Promise.all(onDisk)
        onDisk = []
        if (journal.snapshotDue()) {
          const outcome = await journal.takeSnapshot()
          if (!outcome.proven) throw new Error(outcome.message)
          options.say(`${made.toLocaleString('en')} edits ...`)
        }
      }
    }
    await Promise.all(onDisk)
    await journal.takeSnapshot()
    for (const { writer } of writers) await journal.leases.giveBack(writer.lease.client)
    return { records: made, first, last: time }
  } finally {
    await vault.close()
  }
}

interface Writer extends Session {
  readonly writer: LineWriter
  readonly author: Author
}

function newWriter(
  from: Y.Doc,
  known: Parameters<typeof createLineWriter>[0]['known'],
  client: number,
  person: string,
  random: () => number,
  now: () => number,
  waiting: Envelope[],
): Writer {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
  const writer = createLineWriter({
    doc,
    lease: { client, seq: 0, clock: 0 },
    known,
    now,
    onEnvelope: (envelope) => waiting.push(envelope),
    onLeaseBroken: () => {
      throw new Error('A lease broke.')
    },
  })
  return {
    plan: createPlan(doc),
    writer,
    now,
    random,
    newChange: () => createId(random),
    author: { person, role: 'po', forTeam: null },
  }
}

/** One edit of the mixture that people make: mostly fields, texts and moves, now and then something large. */
function edit(writer: Writer, dice: Dice): void {
  const { plan } = writer
  const live = plan.live.ids
  const id = live[dice.below(live.length)] as string
  const draw = dice.random()
  if (draw < 0.22) run(writer, editItem, { id, field: 'title', value: `${dice.words(5)} ${dice.below(999)}` })
  else if (draw < 0.38) run(writer, editItem, { id, field: 'estimate', value: 1 + dice.below(13) })
  else if (draw < 0.6) run(writer, moveItem, { id, after: live[dice.below(live.length)] as string })
  else if (draw < 0.82)
    run(writer, setDescription, { id, value: rewritten(plan.textOf('items', id, 'description'), dice) })
  else if (draw < 0.92) run(writer, setLabel, { ids: [id], label: dice.word(), on: dice.random() < 0.6 })
  else if (draw < 0.95) run(writer, createItem, { title: dice.words(6), at: dice.random() < 0.5 ? 'top' : 'bottom' })
  else if (draw < 0.98 && live.length > 100) run(writer, deleteItems, { ids: [id], why: dice.words(4) })
  else if (draw < 0.9804 && live.length > 2_000)
    run(writer, deleteItems, { ids: live.slice(100, 150), why: dice.words(4) })
  else {
    const gone = [...plan.rows('items').values()].slice(0, 2_000).find((item) => item.deleted !== null)
    if (gone !== undefined) run(writer, restoreItems, { ids: [gone.id] })
  }
}

/** What cannot be done just now, such as deleting what another deleted, is left. */
function run<Args>(writer: Writer, command: Command<Args, Failure, unknown>, args: Args): void {
  runCommand(writer, writer.author, command, args)
}

function rewritten(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1)
  return dice.random() < 0.7 || text.length < 40
    ? `${text.slice(0, at)} ${dice.words(3)} ${text.slice(at)}`
    : text.slice(0, at) + text.slice(at + 1 + dice.below(30))
}

type Dice = ReturnType<typeof createDice>
function createDice(seed: number) {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const word = (): string => WORDS[below(WORDS.length)] as string
  return { random, below, word, words: (count: number) => Array.from({ length: count }, word).join(' ') }
}
