import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import type { BackPlan, BroughtBack, TakenBack } from '../../src/contract/history-calls.ts'
import type { HostLink } from '../../src/contract/calls.ts'
import { createLineWriter, type LineWriter } from '../../src/doc/line-writer.ts'
import { keysBetween } from '../../src/doc/order-keys.ts'
import { createRecord, setField, setRank } from '../../src/doc/write.ts'
import { buildIfNeeded } from '../../src/host/start/build.mjs'
import { startHost } from '../../src/host/start-host.ts'
import type { Author, Entry, Envelope } from '../../src/model/envelope.ts'
import { seeded } from '../support/random.ts'
import { channelPair } from './channel-pair.ts'
import { temporaryFolder } from '../e2e/running-host.ts'

const SEED = 1
const BATCH = 500
const root = fileURLToPath(new URL('../..', import.meta.url))

/** One measured call: how long it took, and the longest time in which the host's thread answered nobody. */
interface Timed {
  readonly name: string
  readonly ms: number
  /** What all threads of this process worked: about the same on a machine that has nothing else to do. */
  readonly cpu: number
  readonly stall: number
  readonly done: BackPlan
}

/**
 * Measures taking a vandal's work back and bringing the plan back, in the real host with its history worker: a plan of
 * many items and records, of which a large part is the vandal's - every title rewritten, many moved, texts written over,
 * and all items deleted. Prints a table, or JSON; asserts nothing.
 */
export async function measureTakeBack(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      items: { type: 'string', default: '10000' },
      records: { type: 'string', default: '100000' },
      vandal: { type: 'string', default: '50000' },
      json: { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  })
  const [items, records, vandal] = [Number(values.items), Number(values.records), Number(values.vandal)]
  buildIfNeeded()
  // A folder that is kept is filled once and can be measured again.
  const kept = values.data
  const folder = kept === undefined ? await temporaryFolder() : { path: kept, remove: async () => undefined }
  try {
    const measured = await inHost(folder.path, { items, records, vandal })
    const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}`
    if (values.json) process.stdout.write(JSON.stringify({ machine, items, records, vandal, measured }, null, 2) + '\n')
    else
      process.stdout.write(
        `${machine}\n${items} items, ${records} records, ${vandal} of them the vandal's\n\n${measured.map(line).join('\n')}\n`,
      )
  } finally {
    await folder.remove()
  }
}

function line({ name, ms, cpu, stall, done }: Timed): string {
  const { itemsBack, itemsDeleted, fields, moves, texts, leftInAll } = done
  return `${name.padEnd(34)} ${(ms / 1000).toFixed(2).padStart(6)} s   work ${(cpu / 1000).toFixed(2).padStart(6)} s   longest stall ${stall.toFixed(0).padStart(4)} ms   ${itemsBack} back, ${itemsDeleted} deleted, ${fields} fields, ${moves} moves, ${texts} texts, ${leftInAll} left`
}

async function inHost(folder: string, sizes: { items: number; records: number; vandal: number }): Promise<Timed[]> {
  const worker = (name: string): string => join(root, 'out', 'host', `${name}-worker.mjs`)
  const started = await startHost({
    dataFolder: folder,
    shell: 'browser',
    pages: folder,
    workers: {
      snapshot: worker('snapshot'),
      import: worker('import'),
      history: worker('history'),
      backup: worker('backup'),
    },
    samplePlan: join(root, 'resources', 'sample-plan.json'),
    onFault: (what, error) => process.stderr.write(`${what}: ${String(error)}\n`),
  })
  if (!started.ok) throw new Error(started.error.message)
  const connect = (): HostLink => channelPair((channel) => started.value.hub.welcome(channel, 'window'))
  const link = connect()
  const [made] = await link.call('plans.list', undefined)
  const plan = made?.id ?? (await link.call('plans.create', { name: 'Bench' })).id
  if (made === undefined) await fill(connect, plan, sizes)
  const before = await beforeVandal(link, plan)
  const timed: Timed[] = []
  const owner: Author = { person: 'owner', role: 'po', forTeam: null }
  const measure = async (name: string, act: () => Promise<BackPlan>): Promise<BackPlan> => {
    const stall = watchStalls()
    const start = performance.now()
    const worked = process.cpuUsage()
    const done = await act()
    const { user, system } = process.cpuUsage(worked)
    timed.push({ name, ms: performance.now() - start, cpu: (user + system) / 1000, stall: stall(), done })
    return done
  }
  const takeBack = (what: TakenBack, preview: boolean): Promise<BackPlan> =>
    link.call('history.takeBack', { plan, what, since: null, why: 'vandal', author: owner, preview })
  const bringBack = (what: BroughtBack, preview: boolean): Promise<BackPlan> =>
    link.call('history.bringBack', { plan, moment: before, what, why: 'vandal', author: owner, preview })
  const person: TakenBack = { kind: 'person', person: 'vandal' }
  await measure('look at the vandal’s work, first', () => takeBack(person, true))
  await measure('look at the vandal’s work, again', () => takeBack(person, true))
  await measure('look at bringing the plan back', () => bringBack({ kind: 'plan' }, true))
  const done = await measure('take the vandal’s work back', () => takeBack(person, false))
  await measure('take it back once more', () => takeBack(person, false))
  if (done.change !== null) await link.call('plan.undo', { plan, change: done.change, author: owner })
  await measure('bring the order back', () => bringBack({ kind: 'order' }, false))
  const last = await measure('bring the plan back', () => bringBack({ kind: 'plan' }, false))
  // A folder that is kept ends as it began.
  if (last.change !== null) await link.call('plan.undo', { plan, change: last.change, author: owner })
  await started.value.shutDown()
  return timed
}

/** A plan time of before the vandal came. */
async function beforeVandal(link: HostLink, plan: string): Promise<number> {
  const { last } = await link.call('history.extent', { plan })
  let moment = last ?? 0
  for (let before: number | null = null; ;) {
    const page: { lines: readonly { at: number }[]; more: boolean } = await link.call('history.timeline', {
      plan,
      before,
      limit: 500,
      record: null,
      person: 'vandal',
      device: null,
      words: '',
      sort: null,
    })
    const oldest = page.lines.at(-1)
    if (oldest !== undefined) before = moment = oldest.at
    if (!page.more) return moment - 1
  }
}

/** Watches how late a timer of one millisecond comes; answers the latest. */
function watchStalls(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}

interface Person {
  readonly author: Author
  readonly writer: LineWriter
  readonly waiting: Envelope[]
  readonly link: HostLink
}

/** Writes the plan as three people. */
async function fill(
  connect: () => HostLink,
  plan: string,
  { items, records, vandal }: { items: number; records: number; vandal: number },
): Promise<void> {
  const random = seeded(SEED)
  const doc = new Y.Doc()
  let time = Date.UTC(2026, 0, 5)
  const people: Person[] = []
  const person = async (name: string, role: string): Promise<Person> => {
    const link = connect()
    const welcome = await link.call('plan.open', {
      plan,
      lease: null,
      acknowledged: {},
      stateVector: Y.encodeStateVector(doc),
    })
    const own = new Y.Doc()
    Y.applyUpdate(own, welcome.update)
    const waiting: Envelope[] = []
    const writer = createLineWriter({
      doc: own,
      lease: welcome.lease,
      known: welcome.vector,
      now: () => (time += 50),
      onEnvelope: (envelope) => waiting.push(envelope),
      onLeaseBroken: () => {
        throw new Error('A line broke.')
      },
    })
    const made = { author: { person: name, role, forTeam: null }, writer, waiting, link }
    docOf.set(made, own)
    people.push(made)
    return made
  }
  const docOf = new Map<Person, Y.Doc>()
  const deliver = async (from: Person): Promise<void> => {
    while (from.waiting.length > 0) {
      const envelopes = from.waiting.splice(0, BATCH)
      const answer = await from.link.call('plan.push', { plan, envelopes })
      if (answer.refused.length > 0) throw new Error(answer.refused[0]?.why)
      for (const other of people)
        if (other !== from)
          for (const one of envelopes) other.writer.applyRemote({ ...one, clock: endOf(one, other.writer) }, 'remote')
    }
  }
  const ids = Array.from({ length: items }, (_, i) => `item-${String(i).padStart(6, '0')}`)
  const owner = await person('owner', 'po')
  const keys = keysBetween(null, null, items, random) ?? []
  for (let start = 0; start < items; start += BATCH)
    owner.writer.write({ author: owner.author, change: 'import' }, () => {
      const own = docOf.get(owner) as Y.Doc
      for (let i = start; i < Math.min(items, start + BATCH); i++) {
        const id = ids[i] as string
        const fields = { key: `B-${i + 1}`, title: `Item number ${i}`, kind: 'feature', stage: 'open', createdAt: i }
        createRecord(own, 'items', id, fields, {
          description: 'As a skipper I want a berth so that I sleep well. '.repeat(3),
        })
        for (let c = 0; c < 2; c++)
          createRecord(own, 'criteria', `c${c}-${id}`, { item: id, text: 'It can be tried out', rank: `a${c}` })
        setRank(own, id, keys[i] as string)
      }
    })
  await deliver(owner)
  const builder = await person('builder', 'developer')
  const others = Math.max(0, records - vandal - Math.ceil(items / BATCH))
  const edit = (by: Person, n: number): void => {
    const own = docOf.get(by) as Y.Doc
    const id = ids[Math.floor(random() * items)] as string
    const kind = random()
    const entry = (field: string): Entry => ({
      name: 'item.edit',
      record: `items/${id}`,
      field,
      from: null,
      to: null,
      why: '',
    })
    by.writer.write({ author: by.author, change: `${by.author.person ?? ''}-${n}` }, (log) => {
      if (kind < 0.5) setField(own, 'items', id, 'title', `Title ${n}`)
      else if (kind < 0.7) setField(own, 'items', id, 'estimate', n % 20)
      else if (kind < 0.85)
        setRank(own, id, (keysBetween(own.getMap('ranks').get(id) as string, null, 1, random) ?? [])[0] ?? 'z')
      else {
        const text = (own.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>).get('description') as Y.Text
        const at = Math.floor(random() * text.length)
        text.delete(at, Math.min(8, text.length - at))
        text.insert(at, `edit ${n} `)
      }
      log(entry('title'))
    })
  }
  for (let n = 0; n < others; n++) {
    const by = n % 3 === 0 ? builder : owner
    edit(by, n)
    if (n % BATCH === 0 || n === others - 1) for (const one of [owner, builder]) await deliver(one)
    if (n % 10_000 === 0) process.stderr.write(`${n} records ...\n`)
  }
  const { last } = await owner.link.call('history.extent', { plan })
  time = Math.max(time, last ?? 0) + 1000
  const bad = await person('vandal', 'po')
  for (let n = 0; n < vandal - 1; n++) {
    if (n < items) {
      const own = docOf.get(bad) as Y.Doc
      bad.writer.write({ author: bad.author, change: `spam-${n}` }, () =>
        setField(own, 'items', ids[n] as string, 'title', `SPAM ${n}`),
      )
    } else edit(bad, n)
    if (n % BATCH === 0) await deliver(bad)
    if (n % 10_000 === 0) process.stderr.write(`${n} of the vandal's ...\n`)
  }
  bad.writer.write({ author: bad.author, change: 'mass-delete' }, () => {
    for (const id of ids) setField(docOf.get(bad) as Y.Doc, 'items', id, 'deleted', { by: 'vandal', at: 1, why: '' })
  })
  await deliver(bad)
}

function endOf(envelope: Envelope, writer: LineWriter): number {
  const { structs } = Y.decodeUpdate(envelope.update)
  const last = structs.at(-1)
  return last === undefined ? (writer.vector()[envelope.client]?.[1] ?? 0) : last.id.clock + last.length
}
