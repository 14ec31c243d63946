import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { createId, type Random } from '../model/id.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { openDeviceNotes } from './device-notes.ts'
import { createAttachmentCalls } from './attachments/attachment-calls.ts'
import { filesInBackups } from './attachments/files-in-backups.ts'
import { createCarriers } from './carrier/carriers.ts'
import { createServerCalls } from './carrier/server-calls.ts'
import { createBackupCalls } from './backups/backup-calls.ts'
import { createBackups } from './backups/backups.ts'
import { backupJobsHere, backupJobsInWorker } from './backups/run-backup-job.ts'
import { backedUpTo, backupSources } from './health/backup-sources.ts'
import { createConflictCalls } from './conflicts/conflict-calls.ts'
import { createFileHealth } from './health/file-health.ts'
import { createHealthCalls } from './health/health-calls.ts'
import { createMender } from './health/mender.ts'
import { createBacks } from './history/back-calls.ts'
import { createHistoryCalls } from './history/history-calls.ts'
import { historyHere } from './history/history.ts'
import { historyInWorker } from './history/history-in-worker.ts'
import { takenOutNames, type TakenOutNames } from './history/taken-out-names.ts'
import { createHub } from './hub.ts'
import { importFile } from './import-file.ts'
import { importInWorker } from './import-in-worker.ts'
import { createImportJobs, type StartImport } from './import-jobs.ts'
import { createPlanFiles } from './plan-file/plan-file-calls.ts'
import { createPlans } from './plans.ts'
import { startGuardedHost } from './lock/guarded-host.ts'
import type { Discovery } from './ports/discovery.ts'
import type { Network } from './ports/network.ts'
import { deviceIdOf } from '../sync/membership/identity.ts'
import type { LinkIdentity } from './room/greet.ts'
import { mdnsDiscovery } from './room/mdns-discovery.ts'
import { guestPage } from './guests/guest-page.ts'
import { createRoomCalls } from './room/room-calls.ts'
import { createRoomMembers } from './room/room-members.ts'
import { createGuestNotes } from './room/guest-notes.ts'
import { createRoomNotes } from './room/room-notes.ts'
import { createRooms, type RoomsParts } from './room/rooms.ts'
import { webNetwork } from './room/web-network.ts'
import { createRoundCalls } from './rounds/round-calls.ts'
import type { Device } from './vault/device-key.ts'
import { sha256, verifyEd25519 } from './vault/record-crypto.ts'
import { clock as systemClock } from './ports/clock.ts'
import { systemFolders } from './ports/folders.ts'
import { systemRandom } from './ports/random.ts'
import { openVault } from './vault/vault.ts'
import type { HostOptions, OpenedHost, RunningHost, Surroundings } from './host-options.ts'
import { createPlanPrinter } from './print-plan.ts'

export type { HostOptions, OpenedHost, RunningHost, Surroundings } from './host-options.ts'

export const VERSION = '0.1.0'

/** A host of this data folder. If that is encrypted and nothing opens it, it waits for its passphrase. */
export function startHost(options: HostOptions): Promise<Result<RunningHost>> {
  return startGuardedHost(options, VERSION, openHost)
}

/** The composition root of all that knows plans: every part is made here and handed to those that need it. */
async function openHost(options: HostOptions, around: Surroundings): Promise<Result<OpenedHost>> {
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const newId = (): string => createId(random)
  const now = (): number => clock.now()
  const opened = await openVault({
    files: around.files(),
    held: around.held,
    disk: around.disk,
    root: options.dataFolder,
    clock,
    random,
    ...(options.processes === undefined ? {} : { processes: options.processes }),
    snapshotWorker: options.workers.snapshot,
    checkWorker: options.files === undefined ? (options.workers.check ?? null) : null,
  })
  if (!opened.ok) return fail(opened.error)
  const vault = opened.value
  const read = await openDeviceNotes({
    read: (name) => vault.readNote(name),
    write: (name, value) => vault.writeNote(name, value),
  })
  if (!read.ok) {
    await vault.close().catch(() => undefined)
    return fail(read.error)
  }
  const notes = read.value
  const roomNotes = createRoomNotes(await vault.readNote('rooms').catch(() => undefined), (value) =>
    vault.writeNote('rooms', value),
  )
  const guestNotes = createGuestNotes(await vault.readNote('guests').catch(() => undefined), (value) =>
    vault.writeNote('guests', value),
  )
  const outOf = (plan: string): TakenOutNames => takenOutNames(plans.opened(plan)?.ledger.out)
  const history =
    options.workers.history === null
      ? historyHere(around.files(), outOf)
      : historyInWorker(options.workers.history, clock, around.disk, outOf)
  const mender = createMender({
    vault,
    files: around.files,
    now,
    sources: (plan) => backupSources(backups, plan),
    floor: (plan) => backedUpTo(backups, plan, options.dataFolder),
    onChanged: (plan) => hub.tell('health.changed', { plan }),
    onFault: options.onFault,
  })
  const plans = createPlans({
    mender,
    vault,
    history,
    notes,
    now,
    random,
    newId,
    onFault: options.onFault,
    rootOf: (plan) => {
      const { root } = roomNotes.of(plan)
      return root === null ? null : new Uint8Array(Buffer.from(root, 'base64url'))
    },
    onOpened: (plan) => {
      rooms.planOpened(plan)
      carriers.planOpened(plan)
    },
    async onLeaves(plan) {
      rooms.planLeaves(plan)
      await carriers.planLeaves(plan)
    },
    async onRemoved(plan) {
      await rooms.planRemoved(plan)
      await carriers.planRemoved(plan)
    },
    ownName: () => ownName(),
    filesInBackups: (plan) => filesInBackups(() => backups.copiesOf(plan)),
  })
  const network = options.network ?? webNetwork
  const identity = identityOf(vault.device, random)
  const identityIn = (plan: string): typeof identity => identityOf(vault.device.forPlan(plan), random)
  const ownName = (): { name: string; person: string } => {
    const profile = notes.profile()
    return { name: profile?.name || hostname(), person: profile?.person ?? '' }
  }
  const membersOf: RoomsParts['membersOf'] = (plan, host) => createRoomMembers(host, identityIn(plan), ownName)
  const rooms = createRooms({
    open: (plan) => plans.open(plan),
    opened: (plan) => plans.opened(plan),
    takeIn: (plan) => plans.takeIn(plan),
    discard: (plan) => plans.remove(plan),
    membersOf,
    identity,
    identityIn,
    another() {
      const key = vault.device.another()
      return {
        identity: identityOf(key, random),
        async keepFor(plan) {
          // It seals and opens with the key of before.
          await carriers.planLeaves(plan)
          return key.keepFor(plan)
        },
      }
    },
    idOf: (publicKey) => deviceIdOf(sha256, publicKey),
    ownName,
    network,
    discovery: options.discovery === undefined ? discoveryOf(options, network) : options.discovery,
    page: guestPage(join(dirname(options.pages), 'guest')),
    notes: roomNotes,
    guestNotes,
    clock,
    random,
    serverOf: (plan) => carriers.state(plan),
    outlivesWindows: () => notes.settings().roomOutlivesWindows === true,
    onChanged: (plan, state) => hub.tell('room.changed', { plan, state }),
    onJoin: (invite, state) => hub.tell('join.changed', { invite, state }),
    onPresence: (plan) => hub.presenceChanged(plan),
    onNearby: () => hub.tell('nearby.changed', undefined),
    onPlans: () => hub.tell('plans.changed', undefined),
    onFault: options.onFault,
  })
  const carriers = createCarriers({
    open: (plan) => plans.open(plan),
    opened: (plan) => plans.opened(plan),
    membersOf,
    identityIn,
    clock,
    random,
    saved: await vault.readNote('servers').catch(() => undefined),
    write: (settings) => vault.writeNote('servers', settings),
    onChanged: (plan) => {
      rooms
        .state(plan)
        .then((state) => hub.tell('room.changed', { plan, state }))
        .catch((error: unknown) => options.onFault('the server', error))
    },
    onFault: options.onFault,
  })
  const planFiles = createPlanFiles({
    vault,
    plans,
    notes: roomNotes,
    files: around.files,
    take: () => around.held.take(),
    membersOf,
    ownName,
    clock,
    random: identity.random,
    newId,
    cost: options.passphraseCost,
    onPlans: () => hub.tell('plans.changed', undefined),
    onStrangers: (plan) => hub.tell('strangers.changed', { plan }),
    onFault: options.onFault,
  })
  const filesFor = around.files
  const backupWorker = options.files === undefined ? (options.workers.backup ?? null) : null
  const runBackupJob = backupWorker === null ? backupJobsHere(filesFor) : backupJobsInWorker(backupWorker, around.disk)
  const backups = createBackups({
    vault,
    plans,
    filesFor,
    folders: options.folders ?? systemFolders,
    clock,
    random,
    run: async (job, tell) => {
      // A worker asks nobody before it writes.
      await around.held.take()
      return runBackupJob(job, tell)
    },
    version: VERSION,
    namesAreSecret: around.isEncrypted,
    protect: around.protect,
    newId,
    onChanged: () => hub.tell('backups.changed', undefined),
    onPlansChanged: () => hub.tell('plans.changed', undefined),
    onFault: options.onFault,
  })
  const backs = createBacks({
    history,
    plans,
    vault,
    now,
    random,
    newId,
    backUpFirst: (plan, reason, upTo) => backups.before(plan, reason, upTo),
  })
  const imports = createImportJobs({
    plans,
    start: options.workers.import === null ? importHere : importInWorker(options.workers.import),
    sampleFile: options.samplePlan,
    now,
    newId,
    notes,
  })
  const attachmentCalls = createAttachmentCalls({ plans, notes, clock, newId, onFault: options.onFault })
  const hub = createHub({
    version: VERSION,
    shell: options.shell,
    dataFolder: options.dataFolder,
    plans,
    notes,
    imports: {
      ...imports,
      async run(asked, tell) {
        if (asked.plan !== null) await backups.before(asked.plan, 'before-import')
        return imports.run(asked, tell)
      },
    },
    calls: {
      ...attachmentCalls.calls,
      ...createHistoryCalls({ history, plans, vault, backs: backs.calls }),
      ...createBackupCalls({
        backups,
        plans,
        notes,
        files: around.files(),
        folders: options.folders ?? systemFolders,
        dataFolder: options.dataFolder,
        bringBackState: backs.bringBackState,
      }),
      ...createConflictCalls({ plans }),
      ...createRoundCalls({ plans, notes }),
      ...createHealthCalls({
        plans,
        files: createFileHealth({
          vault,
          plans,
          notes,
          mender,
          files: around.files,
          checkBackups: (plan) => backups.check(plan),
          backedUpTo: (plan) => backedUpTo(backups, plan, options.dataFolder),
          onFault: options.onFault,
        }),
      }),
      ...createRoomCalls(rooms, { mayAdmit: options.mayAdmit !== false }),
      ...planFiles.calls,
      ...createServerCalls(carriers, (plan) => rooms.state(plan)),
      ...around.lockCalls,
    },
    rooms,
    newId,
    freshUrl: () => around.server()?.freshUrl() ?? '',
    encrypted: around.isEncrypted,
    printPdf: createPlanPrinter({ options, around, plans }),
    onFault: options.onFault,
  })

  await backups.start()
  if (options.stays === true) void carriers.openAll()
  return ok({
    hub,
    notes,
    async shutDown() {
      await rooms.stop()
      await carriers.stop()
      await planFiles.stop()
      await attachmentCalls.stop()
      const written = plans.allOpened().map(({ id }) => id)
      await plans.closeAll()
      await backups.close(written)
      await history.close()
      await vault.close()
    },
  })
}

function discoveryOf(options: HostOptions, network: Network): Discovery | null {
  if (options.network !== undefined) return null
  const onFault = (error: unknown): void => options.onFault('looking for rooms nearby', error)
  return mdnsDiscovery({ places: network.places, onPlacesChanged: network.onPlacesChanged, onFault })
}

function identityOf(device: Device, random: Random): LinkIdentity & { readonly id: string } {
  return {
    id: device.id,
    publicKey: device.publicKey,
    sign: (bytes) => device.sign(bytes),
    verify: verifyEd25519,
    noise: device.noise,
    random: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
  }
}

const importHere: StartImport = (task, on) => {
  queueMicrotask(() => importFile(task, on.news))
  return () => undefined
}
