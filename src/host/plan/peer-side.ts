import { toHexString } from 'lib0/buffer'
import { decodeRecord } from '../../sync/record.ts'
import type { Missing } from '../../sync/ledger.ts'
import type { ReadRecords } from '../../sync/session/sending.ts'
import { nameOfOut } from '../../sync/taken-out.ts'
import { isDamage } from '../vault/damage.ts'
import { sha256 } from '../vault/record-crypto.ts'
import type { History, PlanPlace } from '../history/history.ts'
import type { PlanTruth } from './plan-truth.ts'

/** What other hosts ask of a plan: how far it is, and records of it. */
export interface PeerSide {
  /** Names of records that are held and do not count. */
  out(): readonly string[]
  /** Short text over what is held: equal where two hosts hold equal records. */
  sum(): string
  readonly read: ReadRecords
  /** Reads now what the first peer would have to wait for. */
  prepare(): Promise<void>
  /** All records of lines that split, in the journal's order, whether they count or not. Reads the whole journal. */
  family(clients: readonly number[]): Promise<readonly Uint8Array[]>
  /** Told of each record that this host signed, once it is on disk. The answer ends it. */
  onMade(listener: (bytes: Uint8Array) => void): () => void
  /** Told of each record of others, once it is on disk. The answer ends it. */
  onCame(listener: (bytes: Uint8Array) => void): () => void
}

export function createPeerSide(parts: {
  readonly truth: PlanTruth
  readonly device: string
  readonly history: History
  readonly place: () => Promise<PlanPlace>
}): PeerSide {
  const { truth, history, place } = parts
  const made = new Set<(bytes: Uint8Array) => void>()
  const came = new Set<(bytes: Uint8Array) => void>()
  let sum: string | null = null
  truth.onStored((bytes, device, counts) => {
    sum = null
    if (!counts) return
    for (const listener of device === parts.device ? made : came) listener(bytes)
  })
  const listen = (set: typeof made, listener: (bytes: Uint8Array) => void): (() => void) => {
    set.add(listener)
    return () => void set.delete(listener)
  }
  return {
    out: () => truth.ledger.out.records().map(nameOfOut),
    sum: () => (sum ??= sumOf(truth)),
    read: async (wanted: readonly Missing[], from) => history.ask(await place(), 'records', { wanted, from }),
    async prepare() {
      await history.ask(await place(), 'extent', { own: [] })
    },
    async family(clients) {
      const wanted = new Set(clients)
      const found: Uint8Array[] = []
      for await (const one of truth.journal.read()) {
        if (isDamage(one)) continue
        const record = decodeRecord(one.bytes)
        if (record.ok && wanted.has(record.value.client)) found.push(one.bytes.slice())
      }
      return found
    },
    onMade: (listener) => listen(made, listener),
    onCame: (listener) => listen(came, listener),
  }
}

/** Lines that were applied and are not on disk yet are in it: the others are told of them in a moment anyway. */
function sumOf({ ledger }: PlanTruth): string {
  const lines = Object.entries(ledger.frontier())
    .map(([client, [seq, hash]]) => `${client} ${seq} ${hash}`)
    .sort()
  const out = ledger.out.records().map(nameOfOut).sort()
  return toHexString(sha256(new TextEncoder().encode([...lines, '-', ...out].join('\n')))).slice(0, SUM_LETTERS)
}

const SUM_LETTERS = 24
