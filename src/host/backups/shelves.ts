import { join } from 'node:path'
import type { BackupInfo, RemovedPlan } from '../../contract/backup-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { Vault } from '../vault/vault.ts'
import type { FilesFor } from './backup-jobs.ts'
import { outerTrouble, type OuterPlaces } from './chosen-folder.ts'
import type { KeptSettings } from './kept-settings.ts'
import { listPlace, type Place } from './place.ts'
import { planOf, sourceAt, type RestoreSource } from './restore-source.ts'
import { infosOf, readShelf, type Shelf } from './shelf.ts'

/** Where backups lie, and which of two places is asked. */
export interface Shelves {
  /** Why the chosen folder cannot be used now, in a sentence; empty while it can, or if there is none. */
  trouble(): string
  setTrouble(trouble: string): void
  /** Something failed in the chosen folder. */
  troubleWith(error: unknown): void
  of(plan: string): Promise<Shelf>
  /** Of one plan, or of all that are here or in the chosen folder. */
  all(plan: string | null): Promise<Shelf[]>
  /** The one that holds a backup. Rejects with a sentence where none does. */
  with(id: string): Promise<Shelf>
  dataPlace(plan: string): Place
  /** An id from the list, or a path. */
  source(backup: string): Promise<RestoreSource>
  removedPlans(): Promise<RemovedPlan[]>
}

export function createShelves(parts: {
  readonly vault: Vault
  readonly filesFor: FilesFor
  readonly outer: OuterPlaces
  readonly settings: KeptSettings
  readonly onChanged: () => void
}): Shelves {
  const { vault, filesFor, outer, settings } = parts
  let trouble = ''

  return {
    trouble: () => trouble,
    setTrouble(now) {
      trouble = now
    },
    troubleWith,
    of: shelfOf,
    all: allShelves,
    async with(id) {
      const shelf = (await allShelves(null)).find((one) => infosOf(one).some((info) => info.id === id))
      if (shelf === undefined) throw notABackup(id)
      return shelf
    },
    dataPlace,
    async source(backup) {
      if (/^[0-9A-Za-z-]{1,80}$/.test(backup)) {
        const shelf = (await allShelves(null)).find((one) => infosOf(one).some(({ id }) => id === backup))
        const place = shelf && bestPlace(shelf, backup)
        if (place != null) return { is: 'backup', folder: place.folder, id: backup }
      }
      const source = await sourceAt(filesFor(backup), backup).catch(() => null)
      if (source === null) throw notABackup(backup)
      return source
    },
    removedPlans,
  }

  function troubleWith(error: unknown): void {
    const { folder } = settings.now()
    if (folder === null) return
    trouble = outerTrouble(folder, error)
    parts.onChanged()
  }

  async function allShelves(plan: string | null): Promise<Shelf[]> {
    if (plan !== null) return [await shelfOf(plan)]
    const outside = await outerPlaces()
    const ids = new Set([...(await vault.plans()), ...outside.keys()])
    return Promise.all([...ids].map((id) => readShelf(id, dataPlace(id), outside.get(id) ?? null, troubleWith)))
  }

  async function shelfOf(plan: string): Promise<Shelf> {
    return readShelf(plan, dataPlace(plan), (await outerPlaces()).get(plan) ?? null, troubleWith)
  }

  async function outerPlaces(): Promise<ReadonlyMap<string, Place>> {
    const { folder } = settings.now()
    if (folder === null || trouble !== '') return new Map()
    return outer.all(folder).catch((error: unknown) => {
      troubleWith(error)
      return new Map<string, Place>()
    })
  }

  function dataPlace(plan: string): Place {
    return { files: filesFor(vault.root), folder: join(vault.planFolder(plan), 'backups'), isOurs: true }
  }

  async function removedPlans(): Promise<RemovedPlan[]> {
    const files = filesFor(vault.root)
    const home = join(vault.root, 'removed')
    const removed: RemovedPlan[] = []
    for (const name of await files.list(home).catch(() => [])) {
      const path = join(home, name)
      const plan = await planOf(files, path).catch(() => null)
      if (plan === null) continue
      const stamp = /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/.exec(name)
      const removedAt =
        stamp === null ? null : Date.parse(`${stamp[1]}T${stamp[2]}:${stamp[3]}:${stamp[4]}.${stamp[5]}Z`)
      const { backups: inside } = await listPlace({ files, folder: join(path, 'backups'), isOurs: false })
      removed.push({ path, plan, planName: inside[0]?.manifest.planName ?? '', removedAt })
    }
    return removed.sort((a, b) => (b.removedAt ?? 0) - (a.removedAt ?? 0))
  }
}

/** Where it was proven last. */
function bestPlace({ data, folder, inData, inFolder }: Shelf, id: string): Place | null {
  const here = inData.backups.find(({ manifest }) => manifest.id === id)
  const there = inFolder.backups.find(({ manifest }) => manifest.id === id)
  if (here === undefined) return there === undefined ? null : folder
  return here.marks.provenAt === null && there?.marks.provenAt != null ? folder : data
}

/** The places of a shelf in which a backup lies. */
export const placesOf = ({ data, folder, inData, inFolder }: Shelf, id: string): Place[] => [
  ...(inData.backups.some(({ manifest }) => manifest.id === id) ? [data] : []),
  ...(folder !== null && inFolder.backups.some(({ manifest }) => manifest.id === id) ? [folder] : []),
]

export function infoIn(shelf: Shelf, id: string): BackupInfo {
  const info = infosOf(shelf).find((one) => one.id === id)
  if (info === undefined) throw notABackup(id)
  return info
}

export function notABackup(backup: string): CallFailed {
  return new CallFailed('no-backup', `There is no backup "${backup}". "ordinal backups" lists them.`)
}
