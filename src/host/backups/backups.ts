import type {
  BackupFound,
  BackupInfo,
  BackupReason,
  BackupSettings,
  BackupsOverview,
} from '../../contract/backup-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { Author } from '../../model/envelope.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Position } from '../vault/position.ts'
import { asSentence } from './as-sentence.ts'
import { recordsAt } from './backup-records.ts'
import type { BackupsParts } from './backups-parts.ts'
import { createCaretaker } from './caretaker.ts'
import { checkBackups, type DamagedBackupFile } from './check-backups.ts'
import { createOuterPlaces } from './chosen-folder.ts'
import { createKeptSettings } from './kept-settings.ts'
import type { TellProgress } from './make-backup.ts'
import { at, createMaker } from './maker.ts'
import { backupAt, listPlace, writeMarks, type KeptBackup, type Place } from './place.ts'
import { createRestorer } from './restorer.ts'
import { scratchIn } from './scratch.ts'
import { infosOf } from './shelf.ts'
import { createShelves, infoIn, placesOf } from './shelves.ts'
import { isCovered } from './thinning.ts'

/** Backups of all plans of a data folder: made by themselves, proven, thinned, kept in two places, restored. */
export interface Backups {
  /** Begins to look after them; nothing is waited for. */
  start(): Promise<void>
  list(plan: string | null): Promise<BackupsOverview>
  /** Makes one and proves it. Rejects with a sentence where that fails. */
  make(plan: string, how: { name: string; reason: BackupReason; to?: string }, tell?: TellProgress): Promise<BackupInfo>
  /** One that no thinning takes, before something that changes much. A plan without a record needs none. What fails is told, and holds up nobody. With `upTo` it is of what the journal held there, so that nobody has to wait for it: journals only grow. */
  before(plan: string, reason: BackupReason, upTo?: Position): Promise<void>
  prove(id: string): Promise<BackupInfo>
  rename(id: string, name: string): Promise<BackupInfo>
  remove(id: string): Promise<void>
  set(change: Partial<BackupSettings>): Promise<BackupsOverview>
  look(backup: string): Promise<BackupFound>
  restoreAs(backup: string, name: string | null, author: Author): Promise<PlanHost>
  /** Resolves to the plan's id. */
  putBack(backup: string): Promise<string>
  /** What a plan said when the backup was made, as one Yjs V1 update. */
  oldState(backup: string): Promise<{ plan: string; state: Uint8Array }>
  /** Records that backups of a plan hold, the newest backup first; a record may come several times. */
  recordsOf(plan: string): AsyncIterable<{ bytes: Uint8Array; madeAt: number }>
  /** All backups of a plan with the place that each lies in: those of the data folder first, the newest of each first. */
  copiesOf(plan: string): AsyncIterable<{ readonly place: Place; readonly kept: KeptBackup }>
  /** Reads every byte of the backups that lie in a plan's folder; writes nothing. */
  check(plan: string): Promise<DamagedBackupFile[]>
  /** What falls due is done: called by the clock, and by tests. */
  tick(): Promise<void>
  /** After the plans were closed: those that changed get their backup, and what was begun is ended. */
  close(changed: readonly string[]): Promise<void>
}

const FIRST_TICK_MS = 20_000
const TICK_MS = 60_000

export function createBackups(parts: BackupsParts): Backups {
  const { vault, plans, filesFor, clock, run, onFault } = parts
  const outer = createOuterPlaces({ ...parts, dataFolder: vault.root })
  const settings = createKeptSettings(vault)
  const shelves = createShelves({ ...parts, outer, settings })
  const maker = createMaker({ ...parts, outer, settings, shelves })
  const restorer = createRestorer({ ...parts, settings, shelves })
  const caretaker = createCaretaker({ ...parts, outer, settings, shelves, maker, restorer })
  let queue: Promise<unknown> = Promise.resolve()
  let callOff: () => void = () => undefined
  let closed = false

  const backups: Backups = {
    async start() {
      // A disk that gives nothing just now is no reason not to open the plans.
      await caretaker.tidyUp().catch((error: unknown) => onFault('looking after backups', error))
      later(FIRST_TICK_MS)
      void inTurn(caretaker.backUpBeforeUpdate).catch((error: unknown) => onFault('backup before an update', error))
    },
    async list(plan) {
      await caretaker.lookAtFolder()
      const { restoring: _r, folderSince, ...kept } = settings.now()
      return {
        settings: kept,
        folderTrouble: shelves.trouble(),
        folderSince,
        folderSameDisk: kept.folder !== null && (await isSameDisk(kept.folder)),
        backups: (await shelves.all(plan)).flatMap(infosOf).sort((a, b) => b.madeAt - a.madeAt),
        removed: plan === null ? await shelves.removedPlans() : [],
      }
    },
    make: (plan, how, tell) =>
      inTurn(async () => {
        await mustBeHere(plan)
        const id = await asSentence('No backup was made', () => maker.make(plan, how, tell))
        const info = infoIn(await shelves.of(plan), id)
        const { to } = how
        return to === undefined ? info : asSentence('It was made, but not in that folder', () => maker.copyTo(info, to))
      }),
    before: (plan, reason, upTo) =>
      inTurn(async () => {
        if (plans.opened(plan)?.lastChange() !== null)
          await maker.make(plan, { name: '', reason, ...(upTo === undefined ? {} : { upTo }) })
      }).catch((error: unknown) => onFault(`backup ${reason}`, error)),
    prove: (id) =>
      inTurn(async () => {
        const places = placesOf(await shelves.with(id), id)
        await asSentence('The backup was not tried', async () => {
          for (const place of places) await maker.prove(place, id)
        })
        return infoIn(await shelves.with(id), id)
      }),
    rename: (id, name) =>
      inTurn(async () => {
        const places = placesOf(await shelves.with(id), id)
        await asSentence('The name was not kept', async () => {
          for (const place of places) {
            const kept = await backupAt(place, id)
            if (kept !== null) await writeMarks(place, id, { ...kept.marks, name: name.trim() })
          }
        })
        parts.onChanged()
        return infoIn(await shelves.with(id), id)
      }),
    remove: (id) =>
      inTurn(async () => {
        const places = placesOf(await shelves.with(id), id)
        for (const place of places) await mustBeSpare(place, id)
        await asSentence('It was not taken away', async () => {
          for (const place of places) await run({ is: 'remove', place: at(place), ids: [id] })
        })
        parts.onChanged()
      }),
    async set(change) {
      await inTurn(async () => {
        const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        if (typeof change.folder === 'string') {
          parts.protect(change.folder)
          const chosen = await outer.choose(change.folder)
          if (!chosen.ok) throw new CallFailed(chosen.error.type, chosen.error.message)
          wanted['folder'] = chosen.value
          shelves.setTrouble('')
        }
        const isOther = change.folder !== undefined && wanted['folder'] !== settings.now().folder
        await settings.keep({ ...wanted, ...(isOther ? { folderSince: null } : {}) })
        if (settings.now().folder === null) shelves.setTrouble('')
        for (const plan of await vault.plans()) maker.isBehind(plan)
      })
      parts.onChanged()
      void inTurn(maker.catchUp).catch((error: unknown) => onFault('backups in the chosen folder', error))
      return backups.list(null)
    },
    look: restorer.look,
    restoreAs: (backup, name, author) =>
      inTurn(() => asSentence('Nothing was restored', () => restorer.restoreAs(backup, name, author))),
    putBack: (backup) => inTurn(() => asSentence('Nothing was restored', () => restorer.putBack(backup))),
    oldState: (backup) => inTurn(() => asSentence('Nothing was changed', () => restorer.oldState(backup))),
    async *recordsOf(plan) {
      const { data, folder } = await shelves.of(plan)
      yield* recordsAt(folder === null ? [data] : [data, folder])
    },
    async *copiesOf(plan) {
      const { data, folder, inData, inFolder } = await shelves.of(plan)
      for (const kept of inData.backups) yield { place: data, kept }
      if (folder !== null) for (const kept of inFolder.backups) yield { place: folder, kept }
    },
    check: (plan) => inTurn(() => checkBackups(shelves.dataPlace(plan))),
    tick: () => inTurn(caretaker.tick),
    async close(changed) {
      callOff()
      await inTurn(() => caretaker.backUpOnClosing(changed))
      closed = true
      callOff()
      await filesFor(vault.root)
        .remove(scratchIn(vault.root))
        .catch(() => undefined)
    },
  }
  return backups

  /** One thing at a time: places are read and thinned as a whole. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = queue.then(() => {
      if (closed) throw new CallFailed('closed', 'Ordinal is closing.')
      return act()
    })
    queue = done.catch(() => undefined)
    return done
  }

  function later(milliseconds: number): void {
    if (closed) return
    callOff = clock.after(milliseconds, () => {
      void inTurn(caretaker.tick)
        .catch((error: unknown) => (closed ? undefined : onFault('backups', error)))
        .finally(() => later(TICK_MS))
    })
  }

  async function isSameDisk(folder: string): Promise<boolean> {
    const disk = await parts.folders.disk(folder)
    return disk !== null && disk === (await parts.folders.disk(vault.root))
  }

  async function mustBeHere(plan: string): Promise<void> {
    if (!(await vault.plans()).includes(plan))
      throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
  }
}

/** Rejects with a sentence unless a person made it and a newer one holds all of it. */
async function mustBeSpare(place: Place, id: string): Promise<void> {
  const { backups } = await listPlace(place)
  const kept = backups.find(({ manifest }) => manifest.id === id)
  if (kept === undefined) return
  if (kept.manifest.reason !== 'person')
    throw new CallFailed(
      'not-yours',
      'Only backups that a person made can be taken away; the others are thinned out by themselves. It stays.',
    )
  if (!isCovered(kept, backups))
    throw new CallFailed(
      'last-one',
      'There is no newer proven backup that holds all of this one. Make one first; this one stays.',
    )
}
