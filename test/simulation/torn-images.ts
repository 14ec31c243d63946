import * as Y from 'yjs'
import { loadPlan } from '../../src/host/load-plan.ts'
import type { Clock } from '../../src/host/ports/clock.ts'
import { createMemoryFiles } from '../../src/host/ports/memory-files.ts'
import type { Files } from '../../src/host/ports/files.ts'
import { isDamage } from '../../src/host/vault/damage.ts'
import { packSegments } from '../../src/host/vault/pack-segments.ts'
import { segmentOf } from '../../src/host/vault/position.ts'
import { openVault, type Vault } from '../../src/host/vault/vault.ts'
import type { Random } from '../../src/model/id.ts'
import { RecordPeer } from '../support/record-peer.ts'
import { imageAt, type ImageKind } from './trace-images.ts'
import { recorded, type TraceStep } from './write-trace.ts'

const ROOT = '/data'
const PLAN = 'plan'
/** Small, so that a short session fills several. */
const SEGMENT_BYTES = 6_000

/** Whoever waits is called at once. */
const HASTY: Clock = {
  now: () => 1_700_000_000_000,
  after: (_, act) => {
    const waiting = setImmediate(act)
    return () => clearImmediate(waiting)
  },
}

const startOn = async (files: Files, start: number, random: Random): Promise<Vault> => {
  const opened = await openVault({
    files,
    root: ROOT,
    clock: HASTY,
    random,
    snapshotWorker: null,
    segmentBytes: SEGMENT_BYTES,
    processes: { pid: start, machine: async () => 'laptop', lives: async () => false, birthOf: async () => null },
  })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

/**
 * A vault at work, every step of its disk written down: a plan is made, records go to the journal alone and in bursts, lines
 * are leased, notes written, an import staged and adopted, snapshots made, thinned out and segments compressed, over
 * several starts.
 */
export async function recordSession(random: Random): Promise<readonly TraceStep[]> {
  const record = recorded(createMemoryFiles())
  const peer = new RecordPeer(1, 11)
  let items = 0
  for (let start = 1; start <= 3; start++) {
    const vault = await startOn(record.files, start, random)
    record.say(`device ${vault.device.id}`)
    if (start === 1) {
      await vault.createPlan(PLAN)
      record.say('plan')
    }
    const opened = await vault.openPlan(PLAN)
    if (!opened.ok) throw new Error(opened.error.message)
    const plan = opened.value
    const client = await plan.leases.take(() => false)
    record.say(`lease ${client}`)
    for (let round = 0; round < 4; round++) {
      const burst = 1 + Math.floor(random() * 6)
      await Promise.all(
        Array.from({ length: burst }, () => {
          const written = writeItem(peer, items++, random)
          return plan.append(written.bytes).then(() => record.say(`record 11 ${written.seq}`))
        }),
      )
      const theme = `theme ${start} ${round}`
      await vault.writeNote('settings', { theme })
      record.say(`note ${theme}`)
    }
    const stage = await plan.writeStaged('import')
    const staged = Array.from({ length: 8 }, () => writeItem(peer, items++, random))
    await stage.append(staged.map(({ bytes }) => bytes))
    await stage.finish()
    for (const { seq } of staged) record.say(`record 11 ${seq}`)
    await plan.keepAside('refused', 'from-somebody', new Uint8Array([1, 2, 3, 4]))
    for (let i = 0; i < 2; i++) {
      await plan.takeSnapshot()
      // Of this little session every closed segment is worth it.
      await packSegments(record.files, plan.folder, segmentOf(await plan.end()), 0)
      const written = writeItem(peer, items++, random)
      await plan.append(written.bytes)
      record.say(`record 11 ${written.seq}`)
    }
    await plan.leases.giveBack(client)
    await vault.close()
  }
  return record.trace
}

function writeItem(peer: RecordPeer, item: number, random: Random) {
  const long = 20 + Math.floor(random() * 700)
  return peer.write((doc) => {
    const row = new Y.Map<unknown>()
    row.set('title', `Item ${item}`)
    row.set('description', new Y.Text('What it is for. '.repeat(long / 16)))
    doc.getMap('items').set(`i${item}`, row)
  })
}

/** What people were told before the power went. */
interface Said {
  device: string | null
  plan: boolean
  records: number
  note: string | null
  leases: number[]
}

function saidBefore(trace: readonly TraceStep[], length: number): Said {
  const said: Said = { device: null, plan: false, records: 0, note: null, leases: [] }
  for (const step of trace.slice(0, length)) {
    if (step.is !== 'said') continue
    const [what = '', ...rest] = step.what.split(' ')
    if (what === 'device') said.device = rest[0] ?? null
    if (what === 'plan') said.plan = true
    if (what === 'record') said.records = Math.max(said.records, Number(rest[1]))
    if (what === 'note') said.note = rest.join(' ')
    if (what === 'lease') said.leases.push(Number(rest[0]))
  }
  return said
}

/** Opens one image as the next start would. Answers with all that is wrong, and counts what it met. */
export async function judgeImage(
  trace: readonly TraceStep[],
  length: number,
  kind: ImageKind,
  random: Random,
  count: (what: string) => void,
): Promise<string[] | null> {
  const image = await imageAt(trace, length, kind, random)
  if (image === null) return null
  count(kind)
  if (image.hit !== '') count(`hit ${fileKind(image.hit)}`)
  const said = saidBefore(trace, length)
  const wrong: string[] = []
  const vault = await startOn(image.files, 1_000, random).catch((error: unknown) => String(error))
  if (typeof vault === 'string') return [`The folder does not open: ${vault}`]
  if (said.device !== null && vault.device.id !== said.device) wrong.push('The device has another key.')
  const plans = await vault.plans()
  if (!plans.includes(PLAN)) return said.plan ? [...wrong, 'The plan is gone.'] : wrong
  wrong.push(...(await judgePlan(vault, said, kind === 'holes', count)))
  const note = (await vault.readNote('settings')) as { theme?: string } | undefined
  if (said.note !== null && note?.theme === undefined) wrong.push('The settings are gone.')
  if (said.note !== null && note?.theme !== undefined && isOlder(note.theme, said.note))
    wrong.push(`The settings say ${note.theme}, and ${said.note} was said to be saved.`)
  await vault.close()
  wrong.push(...(await judgeGoingOn(image.files, said, random)))
  return wrong
}

async function judgePlan(
  vault: Vault,
  said: Said,
  mayBeDamaged: boolean,
  count: (what: string) => void,
): Promise<string[]> {
  const loaded = await loadPlan(vault, PLAN)
  if (!loaded.ok) return [`The plan does not open: ${loaded.error.message}`]
  const wrong: string[] = []
  const { doc, journal, ledger, damage } = loaded.value
  if (journal.snapshot !== null) count('opened from a snapshot')
  let seen = 0
  for await (const one of journal.read()) {
    if (isDamage(one)) {
      count(one.damage)
      if (one.damage !== 'torn-tail' && seen < said.records) wrong.push(`Damage before what was saved: ${one.message}`)
    } else seen++
  }
  if (seen < said.records) wrong.push(`${said.records} records were saved, ${seen} are there.`)
  const held = ledger.lineOf(11)?.seq ?? 0
  if (held < said.records) wrong.push(`${said.records} records were saved, the plan has ${held}.`)
  const items = doc.getMap('items').size
  if (items < said.records) wrong.push(`${said.records} items were saved, the plan shows ${items}.`)
  if (damage.length > 0 && !mayBeDamaged) wrong.push(`Damage that nobody did: ${damage.join(' ')}`)
  for (const client of said.leases)
    if (!journal.leases.isOurs(client)) wrong.push(`Line ${client} was leased and is not known.`)
  return wrong
}

/** A record that is written now is there at the next start, with all before it. */
async function judgeGoingOn(files: Files, said: Said, random: Random): Promise<string[]> {
  const writing = await startOn(files, 2_000, random)
  const loaded = await loadPlan(writing, PLAN)
  if (!loaded.ok) return [`The plan does not open again: ${loaded.error.message}`]
  const { doc, ledger, journal } = loaded.value
  const before = doc.getMap('items').size
  const peer = new RecordPeer(2, 22, ledger.toJSON(), Y.encodeStateAsUpdate(doc))
  const taken = journal.append(writeItem(peer, 9_999, random).bytes)
  // Whatever keeps it from the disk must not keep the test waiting.
  const onDisk = await Promise.race([
    taken.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2_000).unref()),
  ])
  if (!onDisk) return [`Nothing can be written any more: ${journal.status().message}`]
  await writing.close()
  const again = await loadPlan(await startOn(files, 3_000, random), PLAN)
  if (!again.ok) return [`The plan does not open after writing: ${again.error.message}`]
  const items = again.value.doc.getMap('items')
  if (!items.has('i9999')) return ['What was written after the power cut is gone.']
  if (items.size !== before + 1) return [`${before} items became ${items.size}.`]
  return items.size > said.records ? [] : ['Something is gone at the second start.']
}

/** `theme 2 3` was written after `theme 2 1`. */
function isOlder(a: string, b: string): boolean {
  const number = (theme: string): number => theme.split(' ').reduce((sum, part) => sum * 100 + (Number(part) || 0), 0)
  return number(a) < number(b)
}

function fileKind(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.includes('.packed')) return 'compressed segment'
  return /^(journal|snapshot|staged|leases|settings|device|plan|lock)/.exec(name)?.[1] ?? 'another file'
}
