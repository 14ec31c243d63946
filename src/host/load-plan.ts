import type * as Y from 'yjs'
import { fail, ok, type Result } from '../model/result.ts'
import type { HeldRecords } from '../sync/held.ts'
import type { PlanLedger, SavedPlanLedger } from '../sync/plan-ledger.ts'
import { replayJournal, type JournalPlace } from '../sync/replay.ts'
import { codeOf } from './ports/files.ts'
import { isDamage } from './vault/damage.ts'
import type { Device } from './vault/device-key.ts'
import type { PlanVault } from './vault/plan-vault.ts'
import { JOURNAL_START } from './vault/position.ts'
import { nodeRecordCrypto } from './vault/record-crypto.ts'
import { isSameFar } from './vault/snapshot-fits.ts'
import type { Vault } from './vault/vault.ts'

export interface LoadedPlan {
  readonly doc: Y.Doc
  readonly ledger: PlanLedger
  readonly journal: PlanVault
  readonly lastChange: number | null
  /** Records of the journal that wait for others. */
  readonly held: HeldRecords<JournalPlace>
  /** Records that count. */
  readonly records: number
  /** One sentence for each place that could not be read. */
  readonly damage: readonly string[]
  /** A name for each place where own records may be missing: lines that were leased before it rest. */
  readonly doubts: readonly string[]
}

/**
 * Reads a plan: the newest proven snapshot and the journal after it. Writes nothing. What cannot be read is named and the
 * rest is there; a plan of which nothing can be read fails and stays as it is.
 */
export async function loadPlan(
  vault: Vault,
  id: string,
  memberKeys: MemberKeys = () => undefined,
  /** Public key of the plan's founder, where this device was told it. */
  pinnedRoot: Uint8Array | null = null,
): Promise<Result<LoadedPlan>> {
  // A snapshot with right sums may still hold what cannot be loaded: then the one before it counts, and at last the journal alone.
  for (let passOver = 0; ; passOver++) {
    const loaded = await loadFrom(vault, id, memberKeys, pinnedRoot, passOver)
    if (loaded !== 'another snapshot') return loaded
  }
}

async function loadFrom(
  vault: Vault,
  id: string,
  memberKeys: MemberKeys,
  pinnedRoot: Uint8Array | null,
  passOver: number,
): Promise<Result<LoadedPlan> | 'another snapshot'> {
  const opened = await vault.openPlan(id, passOver)
  if (!opened.ok) return opened
  const journal = opened.value
  let loading = true
  const device = vault.device.forPlan(id)
  const keyOf = deviceKeysOf(device, memberKeys)
  const { snapshot } = journal
  const places = new Map<number, { damage: string; doubt: string }>()
  try {
    const replayed = await replayJournal({
      crypto: nodeRecordCrypto((bytes) => device.sign(bytes)),
      planId: id,
      ownDevice: device.id,
      pinnedRoot,
      // What the journal holds was judged before it was written there, maybe on another machine whose device is not known here.
      deviceKeys: (device) => keyOf(device) ?? (loading ? NO_KEY : undefined),
      base: snapshot && {
        state: snapshot.state,
        saved: snapshot.meta as unknown as SavedPlanLedger,
        records: snapshot.records,
      },
      async *read(from) {
        for await (const one of journal.read(from === 'start' ? JOURNAL_START : (snapshot?.end ?? JOURNAL_START))) {
          if (!isDamage(one)) yield { bytes: one.bytes, position: one.position }
          else if (one.damage !== 'torn-tail') {
            places.set(one.position, { damage: one.message, doubt: `${one.damage}@${one.position}` })
            yield { damage: one.message, position: one.position }
          }
        }
      },
      breath: () => new Promise((resolve) => setImmediate(resolve)),
    })
    loading = false
    const { doc, ledger, held, records, refused, lastTime } = replayed
    if (snapshot !== null && !isSameFar(doc, ledger.vector())) {
      await journal.close()
      doc.destroy()
      return 'another snapshot'
    }
    const damage = [...places.values()].map((place) => place.damage)
    if (held.size() > 0) damage.push(`${held.size()} records build on something that is missing and are held back`)
    for (const { message } of refused) damage.push(`A record of the journal was refused: ${message}`)
    const doubts = new Set([...places.values()].map(({ doubt }) => doubt))
    for (const { missing } of held.all()) for (const { client, from } of missing) doubts.add(`gap:${client}:${from}`)
    if (snapshot === null && records === 0 && places.size > 0) {
      await journal.close()
      doc.destroy()
      return fail({
        type: 'unreadable',
        message: 'Nothing of this plan can be read: every record of its journal is damaged. Nothing was changed.',
      })
    }
    const lastChange = snapshot === null ? lastTime : Math.max(snapshot.madeAt, lastTime ?? 0)
    return ok({ doc, ledger, journal, lastChange, held, records, damage, doubts: [...doubts] })
  } catch (error) {
    await journal.close().catch(() => undefined)
    if (snapshot !== null && codeOf(error) === '') return 'another snapshot'
    return fail({
      type: 'unreadable',
      message: `This plan cannot be read from the disk (${codeOf(error) || 'unknown'}). Nothing was changed.`,
    })
  }
}

/** Public keys of other devices that belong to a plan. */
export type MemberKeys = (device: string) => Uint8Array | undefined

/** Of this device, of those that its folder had before, and of members. */
export function deviceKeysOf(device: Pick<Device, 'id' | 'publicKey' | 'retired'>, memberKeys: MemberKeys): MemberKeys {
  const keys = new Map([device, ...device.retired].map((one) => [one.id, one.publicKey]))
  return (id) => keys.get(id) ?? memberKeys(id)
}

/** Signatures of what is replayed are not checked again. */
const NO_KEY = new Uint8Array()
