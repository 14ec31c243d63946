import { join } from 'node:path'
import type { BackupInfo, BackupReason } from '../../contract/backup-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import { createId } from '../../model/id.ts'
import { codeOf } from '../ports/files.ts'
import type { Position } from '../vault/position.ts'
import { stampOf } from '../vault/stamp.ts'
import type { Vault } from '../vault/vault.ts'
import type { PlaceAt } from './backup-jobs.ts'
import type { BackupsParts } from './backups-parts.ts'
import type { OuterPlaces } from './chosen-folder.ts'
import type { KeptSettings } from './kept-settings.ts'
import type { TellProgress } from './make-backup.ts'
import type { Marks } from './manifest.ts'
import { listPlace, sweep, type Place } from './place.ts'
import { BackupDamaged } from './plan-files.ts'
import { scratchFor } from './scratch.ts'
import type { Shelves } from './shelves.ts'
import { thinnedOut } from './thinning.ts'

/** Makes backups, proves them, thins them out, and keeps the chosen folder up with the data folder. */
export interface Maker {
  /** Makes one, proves it, and if that fails makes another one. Gives the id of the one that counts. */
  make(plan: string, how: { name: string; reason: BackupReason; upTo?: Position }, tell?: TellProgress): Promise<string>
  prove(place: Place, id: string): Promise<Marks>
  /** Into a folder that somebody named for this once. */
  copyTo(info: BackupInfo, folder: string): Promise<BackupInfo>
  /** The chosen folder may lack something of this plan. */
  isBehind(plan: string): void
  /** Writes what the chosen folder lacks. */
  catchUp(): Promise<void>
}

/** To the chosen folder so many go at a time; the rest follows with the next turn. */
const COPIES_AT_ONCE = 3

export function createMaker(
  parts: BackupsParts & { readonly outer: OuterPlaces; readonly settings: KeptSettings; readonly shelves: Shelves },
): Maker {
  const { vault, plans, clock, run, outer, settings, shelves } = parts
  const behind = new Set<string>()

  return {
    async make(plan, { name, reason, upTo }, tell) {
      const place = shelves.dataPlace(plan)
      let id = ''
      let fault = ''
      for (let trial = 0; trial < 2; trial++) {
        const now = clock.now()
        id = `${stampOf(now)}-${createId(parts.random).slice(0, 5)}`
        const make = {
          id,
          plan,
          source: vault.planFolder(plan),
          upTo: upTo ?? (await upToOf(plan)),
          name,
          reason,
          now,
          app: parts.version,
          device: vault.device.forPlan(plan).id,
          anew: trial > 0,
          keys: keysOf(vault),
        }
        await run({ is: 'make', place: at(place), make }, tell).catch(async (error: unknown) => {
          // A file may get another name while it is being read, once.
          if (codeOf(error) !== 'ENOENT' || trial > 0) throw error
          await run({ is: 'make', place: at(place), make: { ...make, upTo: upTo ?? (await upToOf(plan)) } }, tell)
        })
        fault = (await prove(place, id)).fault
        if (fault === '') break
      }
      behind.add(plan)
      parts.onChanged()
      if (fault !== '') throw new BackupDamaged(`it was made, but it does not restore: ${fault}`)
      await thin(place)
      await mirror(plan).catch((error: unknown) => shelves.troubleWith(error))
      return id
    },
    prove,
    async copyTo(info, folder) {
      parts.protect(folder)
      const chosen = await outer.choose(folder)
      if (!chosen.ok) throw new CallFailed(chosen.error.type, chosen.error.message)
      const place = await outer.of(chosen.value, info.plan, info.planName)
      await copy(info.plan, info.id, place)
      return { ...info, path: join(place.folder, `${info.id}.backup`) }
    },
    isBehind: (plan) => void behind.add(plan),
    async catchUp() {
      if (settings.now().folder === null) return behind.clear()
      if (shelves.trouble() !== '') return
      for (const plan of [...behind]) {
        try {
          await mirror(plan)
        } catch (error) {
          return shelves.troubleWith(error)
        }
      }
    },
  }

  async function prove(place: Place, id: string): Promise<Marks> {
    const scratch = scratchFor(vault.root, 'proof', parts.random)
    const marks = await run({ is: 'prove', place: at(place), prove: { id, scratch, now: clock.now() } })
    parts.onChanged()
    return marks
  }

  async function thin(place: Place): Promise<void> {
    const ids = thinnedOut((await listPlace(place)).backups, settings.now(), clock.now())
    if (ids.length === 0) return sweep(place)
    await run({ is: 'remove', place: at(place), ids })
    parts.onChanged()
  }

  async function mirror(plan: string): Promise<void> {
    const { folder } = settings.now()
    if (folder === null) return
    shelves.setTrouble(await outer.trouble(folder))
    if (shelves.trouble() !== '') return
    const { backups: here } = await listPlace(shelves.dataPlace(plan))
    const newest = here[0]
    if (newest === undefined) return void behind.delete(plan)
    const place = await outer.of(folder, plan, newest.manifest.planName)
    let copied = 0
    for (const kept of here.filter(({ marks }) => marks.provenAt !== null && marks.fault === '')) {
      const { backups: there } = await listPlace(place)
      if (there.some(({ manifest }) => manifest.id === kept.manifest.id)) continue
      // What would be thinned out there at once is not worth the way.
      if (thinnedOut([...there, kept], settings.now(), clock.now()).includes(kept.manifest.id)) continue
      if (copied === COPIES_AT_ONCE) return
      await copy(plan, kept.manifest.id, place)
      copied++
      await settings.keep({ folderSince: clock.now() })
    }
    behind.delete(plan)
    await thin(place)
  }

  /** A copy counts once it was restored and compared where it lies. */
  async function copy(plan: string, id: string, to: Place): Promise<void> {
    await run({ is: 'copy', from: at(shelves.dataPlace(plan)), to: at(to), id })
    const { fault } = await prove(to, id)
    if (fault !== '') throw new BackupDamaged(fault)
  }

  /** Of a plan that is open, what is on disk when this is asked. */
  async function upToOf(plan: string): Promise<Position | null> {
    if (plans.opened(plan) === undefined) return null
    const open = await vault.openPlan(plan)
    return open.ok ? open.value.end() : null
  }
}

/** A place as a job is told of it. */
export const at = ({ folder, isOurs }: Place): PlaceAt => ({ folder, isOurs })

function keysOf({ device }: Vault): Record<string, string> {
  return Object.fromEntries(device.known().map((one) => [one.id, Buffer.from(one.publicKey).toString('hex')]))
}
