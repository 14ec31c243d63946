import * as Y from 'yjs'
import { createManualClock, type ManualClock } from '../../../../src/host/ports/manual-clock.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import type { Processes } from '../../../../src/host/ports/processes.ts'
import { isDamage, type Damage } from '../../../../src/host/vault/damage.ts'
import type { PlanVault } from '../../../../src/host/vault/plan-vault.ts'
import { openVault, type Vault } from '../../../../src/host/vault/vault.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { seededRandom } from './seeded-random.ts'

export const ROOT = '/data'
export const PLAN_FOLDER = '/data/plans/plan'

export interface PlanScene {
  readonly files: MemoryFiles
  readonly clock: ManualClock
  readonly vault: Vault
  readonly plan: PlanVault
}

/** A machine with processes that a test can kill. */
export function fakeProcesses(
  pid = 100,
  machine = 'laptop',
): Processes & { readonly dead: Set<number>; readonly births: Map<number, string> } {
  const dead = new Set<number>()
  const births = new Map<number, string>()
  return {
    pid,
    dead,
    births,
    machine: async () => machine,
    lives: async (one) => !dead.has(one),
    birthOf: async (one) => births.get(one) ?? `birth of ${one}`,
  }
}

/** Opens the vault on this disk, a new one if none is given, and the plan in it, made if it is not there. */
export async function openScene(
  files: MemoryFiles = createMemoryFiles(),
  options: { segmentBytes?: number; processes?: Processes; seed?: number } = {},
): Promise<PlanScene> {
  const clock = createManualClock()
  const { segmentBytes, processes = fakeProcesses() } = options
  const opened = await openVault({
    files,
    root: ROOT,
    clock,
    random: seededRandom(options.seed ?? 1),
    snapshotWorker: null,
    processes,
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const vault = opened.value
  if (!(await vault.plans()).includes('plan')) await vault.createPlan('plan')
  const plan = await vault.openPlan('plan')
  if (!plan.ok) throw new Error(plan.error.message)
  return { files, clock, vault, plan: plan.value }
}

/** The same disk after a power cut, opened by the next start. */
export function afterPowerCut(scene: PlanScene): Promise<PlanScene> {
  const processes = { ...fakeProcesses(200), lives: async () => false }
  return openScene(scene.files.afterPowerCut(), { processes, seed: 2 })
}

/** Writes items one record each: `items/<id>/title`. */
export function writeItems(peer: RecordPeer, from: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `i${from + i}`
    return peer.write((doc) => {
      const item = new Y.Map<unknown>()
      item.set('title', `Item ${id}`)
      item.set('description', new Y.Text(`What ${id} is for`))
      doc.getMap('items').set(id, item)
      doc.getMap('ranks').set(id, `a${String(from + i).padStart(6, '0')}`)
    }).bytes
  })
}

export async function readAll(plan: PlanVault, from?: number): Promise<{ records: Uint8Array[]; damage: Damage[] }> {
  const records: Uint8Array[] = []
  const damage: Damage[] = []
  for await (const one of plan.read(from)) {
    if (isDamage(one)) damage.push(one)
    else records.push(one.bytes)
  }
  return { records, damage }
}
