import * as Y from 'yjs'
import { fail, ok, type Result } from '../model/result.ts'
import { createPlanLedger, type PlanLedger, type SavedPlanLedger } from '../sync/plan-ledger.ts'
import { nodeRecordCrypto } from './vault/record-crypto.ts'
import { isDamage } from './vault/damage.ts'
import type { PlanVault } from './vault/plan-vault.ts'
import type { Vault } from './vault/vault.ts'

export interface LoadedPlan {
  readonly doc: Y.Doc
  readonly ledger: PlanLedger
  readonly journal: PlanVault
  readonly lastChange: number | null
  /** One sentence for each place that could not be read. */
  readonly damage: readonly string[]
  /** A name for each place where own records may be missing: lines that were leased before it rest. */
  readonly doubts: readonly string[]
}

/**
 * Reads a plan: the newest proven snapshot and the journal after it. Writes nothing. What cannot be read is named and the
 * rest is there; a plan of which nothing can be read fails and stays as it is.
 */
export async function loadPlan(vault: Vault, id: string): Promise<Result<LoadedPlan>> {
  const opened = await vault.openPlan(id)
  if (!opened.ok) return opened
  const journal = opened.value
  const doc = new Y.Doc({ gc: true })
  let loading = true
  const keys = new Map([vault.device, ...vault.device.retired].map((device) => [device.id, device.publicKey]))
  const { snapshot } = journal
  if (snapshot !== null) Y.applyUpdate(doc, snapshot.state, 'snapshot')
  const ledger = createPlanLedger({
    crypto: nodeRecordCrypto((bytes) => vault.device.sign(bytes)),
    planId: id,
    // What the journal holds was judged before it was written there, maybe on another machine whose device is not known here.
    deviceKeys: (device) => keys.get(device) ?? (loading ? NO_KEY : undefined),
    saved: snapshot?.meta as SavedPlanLedger | undefined,
  })
  const damage: string[] = []
  const doubts: string[] = []
  let held = 0
  let lastChange: number | null = snapshot === null ? null : snapshot.madeAt
  try {
    for await (const one of journal.read(snapshot?.end)) {
      if (isDamage(one)) {
        if (one.damage === 'torn-tail') continue
        damage.push(one.message)
        doubts.push(`${one.damage}@${one.position}`)
        continue
      }
      const answer = ledger.judge(one.bytes, { doc, verified: true })
      if (answer.answer === 'known') continue
      if (answer.answer !== 'apply') {
        held++
        continue
      }
      const { record } = answer
      Y.applyUpdate(doc, record.update, 'journal')
      ledger.accept(record)
      lastChange = Math.max(lastChange ?? 0, record.time)
    }
  } catch (error) {
    await journal.close().catch(() => undefined)
    return fail({
      type: 'unreadable',
      message: `This plan cannot be read from the disk (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Nothing was changed.`,
    })
  }
  loading = false
  if (held > 0) damage.push(`${held} records build on something that is missing and are held back`)
  return ok({ doc, ledger, journal, lastChange, damage, doubts })
}

/** Signatures of what is replayed are not checked again. */
const NO_KEY = new Uint8Array()
