import { dirname, join } from 'node:path'
import { CallFailed } from '../../contract/calls.ts'
import type { Random } from '../../model/id.ts'
import { LARGEST_ALL_FILES } from '../../model/attachment.ts'
import { fail, ok, type Failure, type Result } from '../../model/result.ts'
import type { Clock } from '../ports/clock.ts'
import { codeOf, type Files } from '../ports/files.ts'
import type { FilesSpec } from '../ports/files-spec.ts'
import { systemProcesses, type Processes } from '../ports/processes.ts'
import { checkDataFiles } from './check-files.ts'
import { checkPlan, type PlanCheck } from './check-plan.ts'
import { copyFolder, type Copied } from './copy-folder.ts'
import { openDeviceKey, type DeviceKeys } from './device-key.ts'
import { createFileShelf, type FileShelf } from './file-shelf.ts'
import { damagedName } from './kept-aside.ts'
import type { FolderInUse } from './folder-lock.ts'
import { holdFolder, takesNoWriting, writingUnder, type HeldFolder } from './held-folder.ts'
import { createJsonFile, type JsonFile } from './json-file.ts'
import { createTwinFile } from './twin-file.ts'
import { mendDataFiles } from './mend-files.ts'
import { mendPlan, type MendedPlan } from './mend-plan.ts'
import type { RepairSource } from './repair-source.ts'
import { checkHere, checkInWorker, type TellCheck } from './run-check.ts'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import { openPlanVault } from './open-plan-vault.ts'
import { isPlanId, makePlanFolder, unreadable } from './plan-folder.ts'
import type { PlanVault } from './plan-vault.ts'
import { snapshotsHere, snapshotsInWorker, unproven, type RunSnapshot } from './run-snapshot.ts'
import { JOURNAL_START, offsetOf, segmentOf, type Position } from './position.ts'
import { segmentName } from './segments.ts'
import { stampOf } from './stamp.ts'

export type { FolderInUse, HeldFolder, PlanCheck }
export type VaultFailure = FolderInUse | Failure

export interface VaultOptions {
  readonly files: Files
  /** The data folder; made if it is not there. */
  readonly root: string
  readonly clock: Clock
  /** Must be a source of secrets: the device's key comes from it. */
  readonly random: Random
  /** The built snapshot-worker file. Null builds snapshots in this process, as tests do. */
  readonly snapshotWorker: string | null
  /** The built check-worker file; without it plans are checked in this process. */
  readonly checkWorker?: string | null
  readonly processes?: Processes
  /** Who opens the vault has the folder already and keeps it; otherwise the vault takes it until `close`. */
  readonly held?: HeldFolder
  /** The same disk as `files`, for the worker; the machine's as it is where that is left out. */
  readonly disk?: () => FilesSpec
  /** For tests of what happens when a segment is full. */
  readonly segmentBytes?: number
}

/** Notes that are known again by themselves once they are lost. */
const REBUILT_NOTES: ReadonlySet<string> = new Set(['summaries', 'sessions', 'port'])

/** One data folder, owned by this process until `close`. */
export interface Vault {
  readonly root: string
  readonly device: DeviceKeys
  /** Ids of the plans in the folder, sorted. Reads nothing of them. */
  plans(): Promise<string[]>
  /** Where a plan's files lie. */
  planFolder(planId: string): string
  /** Where the bytes of a plan's attached files lie. */
  fileShelf(planId: string): FileShelf
  /** An empty plan, on disk when this resolves. */
  createPlan(planId: string): Promise<Result<void>>
  /**
   * Opening writes nothing, and fails rather than showing a plan with less than it had. Opening twice gives the same.
   * `passOver`: so many of the newest snapshots, since what is in them could not be loaded.
   */
  openPlan(planId: string, passOver?: number): Promise<Result<PlanVault>>
  /** Copies a plan's files as far as they are on disk; the copy is compared with what was read. `into` must not be there yet. */
  copyPlan(planId: string, into: string): Promise<Result<Copied>>
  /** Puts a copy under `removed/`, proves it, then removes the plan. Gives the copy's path. Refused while the plan is open. */
  removePlan(planId: string): Promise<Result<string>>
  /** Reads every record of a plan and every file beside them. Writes nothing. `people`: names by ids. */
  verifyPlan(planId: string, people?: Readonly<Record<string, string>>, tell?: TellCheck): Promise<PlanCheck>
  /**
   * Mends what a check found, from these sources. The plan must be closed. `floor`: so far its journal once went. Rejects where the disk takes no writing; what
   * was not mended by then is as it was.
   */
  mendPlan(planId: string, found: PlanCheck, sources: readonly RepairSource[], floor?: Position): Promise<MendedPlan>
  /** Behind the last record on disk of a plan that is open; Infinity for one that is not. */
  endOf(planId: string): Promise<Position>
  /** Reads the files beside the plans, and plans that were removed. Writes nothing. */
  verifyFiles(): Promise<readonly DamagedPlace[]>
  /** Mends what `verifyFiles` found. Gives the places as they are then. */
  mendFiles(places: readonly DamagedPlace[]): Promise<readonly DamagedPlace[]>
  /** A small JSON file beside the plans. Undefined if it was never written or cannot be read. */
  readNote(name: string): Promise<unknown>
  /** Replaces it whole. Resolves when that survives a power cut, rejects with the disk's failure; the old one stays then. */
  writeNote(name: string, value: unknown): Promise<void>
  /** Closes open plans and gives the folder back. */
  close(): Promise<void>
}

/** Takes the folder and opens it. On a disk that takes no writing it is opened for reading. */
export async function openVault(options: VaultOptions): Promise<Result<Vault, VaultFailure>> {
  const { root, random, processes = systemProcesses } = options
  const locked = options.held === undefined ? await lockDataFolder(options) : ok(options.held)
  if (!locked.ok) return locked
  const release = options.held === undefined ? locked.value.release : async () => undefined
  try {
    const { held, afterTaking } = withMore(locked.value)
    const files = writingUnder(options.files, held)
    for (const name of ['plans', 'removed'])
      if ((await files.kind(join(root, name))) === null) await makeBelow(files, root, name)
    const device = await openDeviceKey({
      files,
      folder: root,
      machine: await processes.machine(),
      random,
      now: options.clock.now,
      later: (write) => afterTaking(() => write(options.files)),
    })
    await clearRemains(files, join(root, 'plans'), /^\.(new|removed)-/)
    await clearRemains(files, join(root, 'removed'), /\.new$/)
    if (!(await held.isHeld())) {
      await release().catch(() => undefined)
      return fail({
        type: 'in-use',
        pid: 0,
        message: 'Another process took this data folder at the same moment. Try again.',
      })
    }
    return ok(vaultOf({ ...options, files }, device, held, release))
  } catch (error) {
    await release().catch(() => undefined)
    return fail(cannotOpen(root, error))
  }
}

/** `plans` must be there for anything to be opened; on a disk for reading the other may be missing. */
async function makeBelow(files: Files, root: string, name: 'plans' | 'removed' | string): Promise<void> {
  try {
    await files.makeFolder(join(root, name))
    await files.syncFolder(root)
  } catch (error) {
    if (name === 'plans' || !takesNoWriting(error)) throw error
  }
}

/** What could not be written while the folder was only read is written before anything else is. */
function withMore(held: HeldFolder): { held: HeldFolder; afterTaking: (act: () => Promise<void>) => void } {
  let more: (() => Promise<void>) | null = null
  return {
    held: {
      ...held,
      async take() {
        await held.take()
        await more?.()
        more = null
      },
    },
    afterTaking(act) {
      more = act
    },
  }
}

/** Makes the folder and takes it, also one that is encrypted and that nobody has opened yet. */
export async function lockDataFolder({
  processes = systemProcesses,
  ...job
}: Pick<VaultOptions, 'files' | 'root' | 'clock' | 'random' | 'processes'>): Promise<Result<HeldFolder, VaultFailure>> {
  try {
    return await holdFolder({ ...job, processes })
  } catch (error) {
    return fail(cannotOpen(job.root, error))
  }
}

function vaultOf(options: VaultOptions, device: DeviceKeys, held: HeldFolder, release: () => Promise<void>): Vault {
  const { files, root, clock, random } = options
  const plans = join(root, 'plans')
  const snapshots =
    options.snapshotWorker === null ? snapshotsHere(files) : snapshotsInWorker(options.snapshotWorker, options.disk)
  // A worker asks nobody before it writes.
  const runSnapshot: RunSnapshot = (job) => held.take().then(() => snapshots(job), unproven)
  const { checkWorker = null } = options
  const runCheck = checkWorker === null ? checkHere(files) : checkInWorker(checkWorker, options.disk)
  const opened = new Map<string, Promise<Result<PlanVault>>>()
  const notes = new Map<string, JsonFile>()
  const folderOf = (id: string): string => join(plans, id)

  const vault: Vault = {
    root,
    device,
    plans: async () => (await files.list(plans)).filter(isPlanId),
    planFolder(id) {
      // It comes from a window, and becomes a path.
      if (!isPlanId(id)) throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
      return folderOf(id)
    },
    fileShelf: (id) => createFileShelf(files, vault.planFolder(id), clock.now, LARGEST_ALL_FILES),
    async createPlan(id) {
      if (!isPlanId(id)) return fail({ type: 'bad-id', message: 'A plan cannot be named like this.' })
      if ((await files.kind(folderOf(id))) !== null)
        return fail({ type: 'exists', message: 'There is such a plan already.' })
      try {
        await makePlanFolder(files, plans, id)
        return ok(undefined)
      } catch (error) {
        return fail(notWritten('The plan could not be made', error))
      }
    },
    openPlan(id, passOver = 0) {
      let opening = opened.get(id)
      if (opening === undefined) {
        opening = openOne(id, passOver)
        opened.set(id, opening)
        opening.then(
          (result) => result.ok || opened.delete(id),
          () => opened.delete(id),
        )
      }
      return opening
    },
    async copyPlan(id, into) {
      try {
        if ((await files.kind(into)) !== null)
          return fail({ type: 'exists', message: `There is something at ${into} already.` })
        return ok(await copyWhole(folderOf(id), into, await endOf(id)))
      } catch (error) {
        return fail(notWritten('The plan could not be copied', error))
      }
    },
    async removePlan(id) {
      if (opened.has(id))
        return fail({ type: 'in-use', message: 'This plan is open. Close it first; nothing was removed.' })
      if (!isPlanId(id) || (await files.kind(folderOf(id))) !== 'folder')
        return fail({ type: 'no-plan', message: 'There is no such plan in this data folder.' })
      const copy = join(root, 'removed', `${id}-${stampOf(clock.now())}`)
      try {
        await copyWhole(folderOf(id), copy, Infinity)
        const [was, is] = [await check(id, folderOf(id), Infinity), await check(id, copy, Infinity)]
        if (was.records !== is.records || was.damage.length !== is.damage.length)
          return fail({
            type: 'not-proven',
            message: `The copy in ${copy} does not read like the plan; nothing was removed.`,
          })
        const going = join(plans, `.removed-${id}`)
        await files.rename(folderOf(id), going)
        await files.syncFolder(plans)
        await files.remove(going)
        return ok(copy)
      } catch (error) {
        return fail(notWritten('The plan could not be put aside; it was not removed', error))
      }
    },
    async verifyPlan(id, people = {}, tell = () => undefined) {
      const upTo = await endOf(id).catch(() => Infinity)
      return runCheck({ plan: id, folder: folderOf(id), upTo, keys: keys(), people }, tell)
    },
    async mendPlan(id, found, sources, floor = JOURNAL_START) {
      if (opened.has(id)) throw new Error('A plan that is open cannot be mended.')
      const known = keys()
      const folder = folderOf(id)
      const keyOf = (device: string): Uint8Array | undefined => known[device]
      const mended = await mendPlan({ files, folder, plan: id, now: clock.now(), keyOf, sources, found, floor })
      if (!mended.wantsSnapshot) return mended
      const plan = await vault.openPlan(id)
      if (plan.ok) {
        await plan.value.takeSnapshot()
        await plan.value.close()
      }
      return mended
    },
    endOf,
    async verifyFiles() {
      const places = await checkDataFiles(files, root, () => held.isHeld())
      const removed =
        (await files.kind(join(root, 'removed'))) === 'folder' ? await files.list(join(root, 'removed')) : []
      for (const name of removed) {
        const id = /^(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name)?.[1]
        const folder = join(root, 'removed', name)
        if (id === undefined || (await files.kind(folder)) !== 'folder') continue
        const found = await runCheck({ plan: id, folder, upTo: Infinity, keys: keys(), people: {} }, () => undefined)
        for (const place of found.places)
          if (place.state !== 'harmless' || !place.words.startsWith('The last write'))
            places.push({ ...place, file: join('removed', name, place.file) })
      }
      return places
    },
    mendFiles: (places) => mendDataFiles(files, root, places, clock.now),
    async readNote(name) {
      const file = noteOf(name)
      try {
        return await file.read()
      } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof TypeError)) {
          if (REBUILT_NOTES.has(name)) return undefined
          throw error
        }
        // The next write would take its place: what is there stays beside it. A twin file has seen to that itself.
        if ((await files.kind(notePath(name))) !== null)
          await files.rename(
            notePath(name),
            join(root, damagedName(`${name}.json`, await files.read(notePath(name)), clock.now())),
          )
        return undefined
      }
    },
    writeNote: (name, value) => noteOf(name).write(value),
    async close() {
      for (const opening of [...opened.values()]) {
        const result = await opening
        if (result.ok) await result.value.close()
      }
      await release()
    },
  }
  return vault

  async function openOne(id: string, passOver: number): Promise<Result<PlanVault>> {
    if (!isPlanId(id)) return fail({ type: 'no-plan', message: 'There is no such plan in this data folder.' })
    const result = await openPlanVault({
      files,
      folder: folderOf(id),
      id,
      device: device.forPlan(id).id,
      clock,
      random,
      runSnapshot,
      segmentBytes: options.segmentBytes,
      passOver,
    })
    if (!result.ok) return result
    const plan = result.value
    const close = async (): Promise<void> => {
      await plan.close()
      opened.delete(id)
    }
    return ok({ ...plan, close })
  }

  function check(plan: string, folder: string, upTo: Position): Promise<PlanCheck> {
    const known = keys()
    return checkPlan({ files, folder, plan, upTo, keyOf: (id) => known[id] })
  }

  /** Public keys of the devices that this folder has had. */
  function keys(): Record<string, Uint8Array> {
    return Object.fromEntries(device.known().map(({ id, publicKey }) => [id, publicKey]))
  }

  /** Beside its place first, so that a copy is there whole or not at all. */
  async function copyWhole(from: string, into: string, upTo: Position): Promise<Copied> {
    const fresh = `${into}.new`
    await files.remove(fresh)
    const copied = await copyFolder(files, from, fresh, (name) =>
      name === segmentName(segmentOf(upTo)) ? offsetOf(upTo) : null,
    )
    await files.rename(fresh, into)
    await files.syncFolder(dirname(into))
    return copied
  }

  /** How far an open plan is on disk; all of it, if it is not open. */
  async function endOf(id: string): Promise<Position> {
    const open = await opened.get(id)
    return open?.ok === true ? open.value.end() : Infinity
  }

  function notePath(name: string): string {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new RangeError(`A note cannot be named ${name}.`)
    return join(root, `${name}.json`)
  }

  /** What can be made anew from the plans is written once, what only the person knows twice. */
  function noteFile(name: string): JsonFile {
    return REBUILT_NOTES.has(name)
      ? createJsonFile(files, notePath(name))
      : createTwinFile(files, notePath(name), clock.now)
  }

  function noteOf(name: string): JsonFile {
    let file = notes.get(name)
    if (file === undefined) notes.set(name, (file = noteFile(name)))
    return file
  }
}

/** Plans and copies that were half made, and plans whose copy was proven before they were half removed. */
async function clearRemains(files: Files, folder: string, remains: RegExp): Promise<void> {
  try {
    for (const name of await files.list(folder)) if (remains.test(name)) await files.remove(join(folder, name))
  } catch (error) {
    // They are looked at by nobody; the next start tries again.
    if (!takesNoWriting(error) && codeOf(error) !== 'ENOENT') throw error
  }
}

function cannotOpen(root: string, error: unknown): Failure {
  const code = codeOf(error)
  const why: Record<string, string> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of that path is a file',
    EEXIST: 'a part of that path is a file',
  }
  if (error instanceof SyntaxError)
    return { type: 'unreadable', message: `The file device.key in ${root} is damaged. Nothing was changed.` }
  return {
    type: code === 'ENOSPC' ? 'disk-full' : 'no-folder',
    message: `The data folder ${root} cannot be used: ${why[code] ?? (code || unreadable(error).message)}.`,
  }
}

function notWritten(what: string, error: unknown): Failure {
  const why: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
    EACCES: 'this user may not write there',
  }
  const code = codeOf(error)
  return {
    type: code === 'ENOSPC' ? 'disk-full' : 'not-written',
    message: `${what}: ${why[code] ?? (code || 'the disk failed')}.`,
  }
}
