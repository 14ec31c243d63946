import * as Y from 'yjs'
import { canonicalJson } from '../../src/doc/replica.ts'
import type { MemoryFiles } from '../../src/host/ports/memory-files.ts'
import { isDamage } from '../../src/host/vault/damage.ts'
import { openVault } from '../../src/host/vault/vault.ts'
import { loadPlan } from '../../src/host/load-plan.ts'
import type { Envelope } from '../../src/model/envelope.ts'
import { decodeRecord } from '../../src/sync/record.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface Remains {
  readonly disk: MemoryFiles
  readonly folder: string
  readonly plan: string
  readonly saved: readonly Envelope[]
  readonly answered: readonly string[]
  readonly windows: readonly Y.Doc[]
  readonly time: VirtualTime
  count(what: string): void
}

/** The model against which a schedule's end is held: nothing but the records, applied to an empty document. */
export async function judge(remains: Remains): Promise<string[]> {
  const { disk, folder, plan, saved, answered, windows, count } = remains
  const wrong: string[] = []
  const opened = await openVault({
    files: disk,
    root: folder,
    clock: { now: () => remains.time.now(), after: () => () => undefined },
    random: () => 0.5,
    snapshotWorker: null,
    processes: { pid: 9_999, machine: async () => 'laptop', lives: async () => false, birthOf: async () => null },
  })
  if (!opened.ok) return [`The folder does not open any more: ${opened.error.message}`]
  const vault = opened.value
  const loaded = await loadPlan(vault, plan)
  if (!loaded.ok) return [`The plan does not open any more: ${loaded.error.message}`]
  const { doc, journal, ledger } = loaded.value
  const records = new Map<string, Uint8Array>()
  const changes = new Set<string>()
  const model = new Y.Doc()
  for await (const one of journal.read()) {
    if (isDamage(one)) {
      if (one.damage !== 'torn-tail') wrong.push(`Damage that nobody did: ${one.message}`)
      continue
    }
    const record = decodeRecord(one.bytes)
    if (!record.ok) {
      wrong.push(`A record that cannot be read: ${record.error.message}`)
      continue
    }
    const key = `${record.value.client}/${record.value.seq}`
    if (records.has(key)) count('a record twice in the journal')
    else Y.applyUpdate(model, record.value.update)
    records.set(key, record.value.update)
    changes.add(record.value.change)
  }
  if (model.store.pendingStructs !== null || model.store.pendingDs !== null)
    wrong.push('The records of the journal do not build on each other.')
  for (const { client, seq, update } of saved) {
    const found = records.get(`${client}/${seq}`)
    if (found === undefined) wrong.push(`Saved, and gone: record ${seq} of line ${client}.`)
    else if (Buffer.compare(found, update) !== 0) wrong.push(`Saved, and now another: record ${seq} of line ${client}.`)
  }
  for (const change of answered)
    if (!changes.has(change)) wrong.push(`The host answered for change ${change}, and it is gone.`)
  const truth = canonicalJson(model)
  if (canonicalJson(doc) !== truth) wrong.push('What opens is not what the records say.')
  for (const window of windows)
    if (canonicalJson(window) !== truth)
      wrong.push(
        `A window shows something else at the end: ${firstDifference(JSON.parse(truth), JSON.parse(canonicalJson(window)))}.`,
      )
  const held = [...records.keys()].length
  const counted = Object.values(ledger.vector()).reduce((sum, [seq]) => sum + seq, 0)
  if (held !== counted) wrong.push(`The journal holds ${held} records, the ledger counts ${counted}.`)
  if (journal.snapshot !== null) {
    count('snapshot at the end')
    const upTo = new Y.Doc()
    Y.applyUpdate(upTo, journal.snapshot.state)
    const replayed = new Y.Doc()
    for await (const one of journal.read()) {
      if (isDamage(one) || one.position >= journal.snapshot.end) continue
      const record = decodeRecord(one.bytes)
      if (record.ok) Y.applyUpdate(replayed, record.value.update)
    }
    if (canonicalJson(upTo) !== canonicalJson(replayed)) wrong.push('The snapshot is not what its records say.')
  }
  const check = await vault.verifyPlan(plan)
  if (check.damage.length > 0) wrong.push(`verify finds damage that nobody did: ${JSON.stringify(check.damage)}`)
  return wrong
}

/** Path to the first value that differs, with both values. */
function firstDifference(is: unknown, shown: unknown, path = ''): string {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  if (!isObject(is) || !isObject(shown)) return `${path} is ${JSON.stringify(is)}, and ${JSON.stringify(shown)} there`
  for (const key of new Set([...Object.keys(is), ...Object.keys(shown)]))
    if (JSON.stringify(is[key]) !== JSON.stringify(shown[key]))
      return firstDifference(is[key], shown[key], path === '' ? key : `${path}/${key}`)
  return path
}
