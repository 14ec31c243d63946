import { clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import { loadPlan, type LoadedPlan } from '../load-plan.ts'
import { isDamage } from '../vault/damage.ts'
import { openPlanVault } from '../vault/open-plan-vault.ts'
import type { Vault } from '../vault/vault.ts'
import { BackupDamaged } from './plan-files.ts'

/**
 * Opens a copy of a plan's folder as the host opens a plan, by the same code, and gives it with the number of records in
 * its journal. Writes nothing there. Rejects with a sentence where it cannot be opened.
 */
export async function loadCopy(
  files: Files,
  folder: string,
  plan: string,
): Promise<{ loaded: LoadedPlan; records: number; damage: string[] }> {
  const nobody = {
    id: '',
    publicKey: NO_KEY,
    retired: [],
    sign: () => {
      throw new Error('Nothing is signed for a copy.')
    },
  }
  const vault = {
    device: { forPlan: () => nobody },
    openPlan: (id: string) =>
      openPlanVault({
        files,
        folder,
        id,
        device: '',
        clock,
        random: () => 0,
        runSnapshot: async () => ({ proven: false, message: 'Not of a copy.', where: '', keptAt: null }),
      }),
  } as unknown as Vault
  const loaded = await loadPlan(vault, plan)
  if (!loaded.ok) throw new BackupDamaged(loaded.error.message)
  let records = 0
  const damage: string[] = []
  for await (const one of loaded.value.journal.read()) {
    if (!isDamage(one)) records++
    else if (one.damage !== 'torn-tail') damage.push(one.message)
  }
  return { loaded: loaded.value, records, damage }
}

const NO_KEY = new Uint8Array()
