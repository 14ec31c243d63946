import type { Files } from '../ports/files.ts'
import type { PlanHost } from '../plan-host.ts'
import type { PlanCheck } from '../vault/check-plan.ts'
import { takesNoWriting } from '../vault/held-folder.ts'
import { knownAfter, readKnownDamage, writeKnownDamage, type KnownDamage } from '../vault/known-damage.ts'
import type { MendedPlan } from '../vault/mend-plan.ts'
import type { Position } from '../vault/position.ts'
import type { RepairSource } from '../vault/repair-source.ts'
import type { Vault } from '../vault/vault.ts'

export interface MenderParts {
  readonly vault: Vault
  readonly files: () => Files
  readonly now: () => number
  /** Whatever may still have what a plan lost, the likeliest first. */
  readonly sources: (plan: string) => AsyncIterable<RepairSource>
  /** So far backups in the plan's own folder say that its journal went. */
  readonly floor: (plan: string) => Promise<Position>
  /** Something of a plan's files was found damaged or mended. */
  readonly onChanged: (plan: string) => void
  readonly onFault: (what: string, error: unknown) => void
}

/** Brings back what was damaged, as far as somebody has it, while a plan is closed. */
export interface Mender {
  known(plan: string): Promise<KnownDamage>
  /** Keeps what a check found. */
  note(plan: string, check: PlanCheck): Promise<void>
  mend(plan: string, found: PlanCheck): Promise<MendedPlan>
  /**
   * Opening met damage, in these words, and the plan is closed again: tries to mend it, once for each damage. True if
   * something was mended.
   */
  atOpening(plan: string, damage: readonly string[]): Promise<boolean>
  /** The plan is open: takes in records that fit no place of its journal. */
  opened(host: PlanHost): void
}

export function createMender({ vault, files, now, sources, floor, onChanged, onFault }: MenderParts): Mender {
  const loose = new Map<string, MendedPlan['loose']>()
  /** What could not be written down, since the disk takes no writing. */
  const unwritten = new Map<string, KnownDamage>()

  const mender: Mender = {
    known: async (plan) => unwritten.get(plan) ?? readKnownDamage(files(), vault.planFolder(plan)),
    async note(plan, { places }) {
      await keep(plan, knownAfter(await mender.known(plan), places, now()))
    },
    async mend(plan, found) {
      const asked: RepairSource[] = []
      for await (const source of sources(plan)) asked.push(source)
      const mended = await vault.mendPlan(plan, found, asked, await floor(plan))
      loose.set(plan, mended.loose)
      await mender.note(plan, mended.check)
      onChanged(plan)
      return mended
    },
    async atOpening(plan, damage) {
      const { tried } = await mender.known(plan)
      if (damage.every((one) => tried.includes(one))) return false
      const { check } = await mender.mend(plan, await vault.verifyPlan(plan))
      const known = await mender.known(plan)
      // Unmended, it is not looked for at each start: a check asks everybody again.
      await keep(plan, { ...known, tried: check.damage.length === 0 ? [] : damage.slice(0, 1_000) })
      return check.places.some(({ state }) => state === 'mended')
    },
    opened(host) {
      const found = loose.get(host.id) ?? []
      loose.delete(host.id)
      void takeIn(host, found).catch((error: unknown) => onFault('bringing records back', error))
    },
  }
  return mender

  /** A disk that takes no writing is no reason to forget it while this host runs. */
  async function keep(plan: string, known: KnownDamage): Promise<void> {
    unwritten.set(plan, known)
    try {
      await writeKnownDamage(files(), vault.planFolder(plan), known)
      unwritten.delete(plan)
    } catch (error) {
      if (!takesNoWriting(error)) onFault('keeping what a check found', error)
    }
  }

  async function takeIn(host: PlanHost, found: MendedPlan['loose']): Promise<void> {
    for (const { from, records } of found) {
      const { applied } = await host.receive(records, from)
      if (applied > 0) onChanged(host.id)
    }
  }
}
