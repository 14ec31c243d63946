import { join } from 'node:path'
import { encodeDoc } from '../../doc/replica.ts'
import type { Envelope } from '../../model/envelope.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { copyFolder } from '../vault/copy-folder.ts'
import { createFileShelf } from '../vault/file-shelf.ts'
import { copyBackup } from './copy-backup.ts'
import { copyPlan, type CopyPlan } from './copy-plan.ts'
import { loadCopy } from './load-copy.ts'
import { makeBackup, whatIs, type MakeBackup, type TellProgress } from './make-backup.ts'
import type { Manifest, Marks } from './manifest.ts'
import { removeBackups, type Place } from './place.ts'
import { BackupDamaged } from './plan-files.ts'
import { proveBackup, type ProveBackup } from './prove-backup.ts'
import { layOutAttached, layOutSource, type RestoreSource } from './restore-source.ts'

/** The disk of a folder: the data folder's, or another that lies anywhere and may be encrypted or not. */
export type FilesFor = (folder: string) => Files

/** A place as it travels to a worker. */
export interface PlaceAt {
  readonly folder: string
  readonly isOurs: boolean
}

/** What takes long with backups. Each is done from the files alone, so that a thread of its own can do it. */
export type BackupJob =
  | { readonly is: 'make'; readonly place: PlaceAt; readonly make: MakeBackup }
  | { readonly is: 'prove'; readonly place: PlaceAt; readonly prove: ProveBackup }
  | { readonly is: 'copy'; readonly from: PlaceAt; readonly to: PlaceAt; readonly id: string }
  | { readonly is: 'remove'; readonly place: PlaceAt; readonly ids: readonly string[] }
  /** What the plan said, as one Yjs V1 update. `scratch`: as for a proof. */
  | { readonly is: 'state'; readonly source: RestoreSource; readonly scratch: string }
  /** The plan's values as envelopes of another plan. */
  | {
      readonly is: 'copy-plan'
      readonly source: RestoreSource
      readonly scratch: string
      readonly copy: Omit<CopyPlan, 'name'> & { readonly name: string | null }
    }
  /** Its attached files into the folder of a plan that is there. */
  | { readonly is: 'lay-files'; readonly source: RestoreSource; readonly folder: string; readonly now: number }
  /** The plan with its id and its history, where it is not any more. `plans`: the folder that the plans lie in. */
  | { readonly is: 'put-back'; readonly source: RestoreSource; readonly plans: string }

export interface BackupAnswers {
  make: Manifest
  prove: Marks
  copy: null
  remove: null
  state: { readonly state: Uint8Array; readonly plan: string; readonly planName: string }
  'copy-plan': { readonly envelopes: readonly Envelope[]; readonly planName: string }
  'lay-files': null
  'put-back': { readonly plan: string }
}

export async function doBackupJob<J extends BackupJob>(
  filesFor: FilesFor,
  job: J,
  tell: TellProgress,
): Promise<BackupAnswers[J['is']]> {
  return (await answer(filesFor, job, tell)) as BackupAnswers[J['is']]
}

async function answer(filesFor: FilesFor, job: BackupJob, tell: TellProgress): Promise<BackupAnswers[BackupJob['is']]> {
  switch (job.is) {
    case 'make':
      return makeBackup(filesFor(job.make.source), placeOf(filesFor, job.place), job.make, tell)
    case 'prove':
      return proveBackup(filesFor(job.prove.scratch), placeOf(filesFor, job.place), job.prove)
    case 'copy':
      await copyBackup(placeOf(filesFor, job.from), placeOf(filesFor, job.to), job.id)
      return null
    case 'remove':
      await removeBackups(placeOf(filesFor, job.place), job.ids)
      return null
    case 'state':
      return opened(filesFor, job, ({ doc, plan }) => ({
        state: encodeDoc(doc),
        plan,
        planName: whatIs(doc).planName,
      }))
    case 'copy-plan':
      return opened(filesFor, job, ({ doc }) => {
        const { planName } = whatIs(doc)
        return { envelopes: copyPlan(doc, { ...job.copy, name: job.copy.name ?? `${planName} (restored)` }), planName }
      })
    case 'lay-files':
      await layOutAttached(
        filesFor(job.source.folder),
        job.source,
        createFileShelf(filesFor(job.folder), job.folder, () => job.now),
      )
      return null
    case 'put-back':
      return putBack(filesFor, job)
  }
}

async function opened<T>(
  filesFor: FilesFor,
  { source, scratch }: { readonly source: RestoreSource; readonly scratch: string },
  look: (what: { doc: Awaited<ReturnType<typeof loadCopy>>['loaded']['doc']; plan: string }) => T,
): Promise<T> {
  const files = filesFor(scratch)
  try {
    await files.remove(scratch)
    const { plan, manifest } = await layOutSource(filesFor(source.folder), source, { files, folder: scratch })
    const { loaded } = await loadCopy(files, scratch, plan)
    try {
      if (manifest !== null && whatIs(loaded.doc).contentHash !== manifest.contentHash)
        throw new BackupDamaged('Restored, it does not say what the plan said when it was made.')
      return look({ doc: loaded.doc, plan })
    } finally {
      loaded.doc.destroy()
      await loaded.journal.close()
    }
  } finally {
    await files.remove(scratch)
  }
}

/** Beside its place, opened and compared; only then under its name. A plan that is there is never touched. */
async function putBack(
  filesFor: FilesFor,
  { source, plans }: { readonly source: RestoreSource; readonly plans: string },
): Promise<{ plan: string }> {
  const files = filesFor(plans)
  // Names that begin with a dot and `new` are cleared away when the folder is opened next.
  const fresh = join(plans, `.new-restored-${source.is === 'backup' ? source.id : source.plan}`)
  await files.remove(fresh)
  try {
    const { plan, manifest } = await layOutSource(filesFor(source.folder), source, { files, folder: fresh })
    await layOutAttached(
      filesFor(source.folder),
      source,
      createFileShelf(files, fresh, () => 0),
    )
    const { loaded } = await loadCopy(files, fresh, plan)
    const { contentHash } = whatIs(loaded.doc)
    loaded.doc.destroy()
    await loaded.journal.close()
    if (manifest !== null && contentHash !== manifest.contentHash)
      throw new BackupDamaged('Restored, it does not say what the plan said when it was made.')
    // A plan that was put aside has its backups with it.
    const kept = join(source.folder, 'backups')
    if (source.is === 'plan-folder' && (await files.kind(kept)) === 'folder') {
      await copyFolder(files, kept, join(fresh, 'backups'))
      await files.syncFolder(fresh)
    }
    const home = join(plans, plan)
    if ((await files.kind(home)) !== null) throw new BackupDamaged('There is such a plan in this data folder.')
    await files.rename(fresh, home)
    await files.syncFolder(plans)
    return { plan }
  } catch (error) {
    await files.remove(fresh).catch(() => undefined)
    throw error
  }
}

/** Folders on sticks and network disks may know no syncing of names; what was written there is read back anyhow. */
function placeOf(filesFor: FilesFor, { folder, isOurs }: PlaceAt): Place {
  const files = filesFor(folder)
  return { files: isOurs ? files : withoutFolderSync(files), folder, isOurs }
}

export function withoutFolderSync(files: Files): Files {
  return {
    ...files,
    async syncFolder(path) {
      try {
        await files.syncFolder(path)
      } catch (error) {
        if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EISDIR', 'EACCES'].includes(codeOf(error))) throw error
      }
    },
  }
}
