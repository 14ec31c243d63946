import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import type { HostInfo } from '../contract/host-info.ts'
import type { HandlersOf } from '../contract/call.ts'
import type { LOCK_CALLS } from '../contract/lock-calls.ts'
import type { Channel } from '../contract/wire.ts'
import { createId, type Random } from '../model/id.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { openDeviceNotes, type DeviceNotes } from './device-notes.ts'
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
import { createHub, type Hub, type Seat } from './hub.ts'
import { importFile } from './import-file.ts'
import { importInWorker } from './import-in-worker.ts'
import { createImportJobs, type StartImport } from './import-jobs.ts'
import { createPlanFiles } from './plan-file/plan-file-calls.ts'
import { createPlans } from './plans.ts'
import { startGuardedHost } from './lock/guarded-host.ts'
import type { Cost } from './lock/wrapped-key.ts'
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
import { printWithChromium } from './print-with-chromium.ts'
import { startLocalServer, type LocalServer } from './server/local-server.ts'
import type { SessionKeys } from './server/session-keys.ts'
import { clock as systemClock, type Clock } from './ports/clock.ts'
import type { Files } from './ports/files.ts'
import { systemFolders, type Folders } from './ports/folders.ts'
import type { FilesSpec } from './ports/files-spec.ts'
import type { Keychain } from './ports/keychain.ts'
import type { Processes } from './ports/processes.ts'
import { systemRandom } from './ports/random.ts'
import { openVault, type HeldFolder } from './vault/vault.ts'

export const VERSION = '0.1.0'

export interface HostOptions {
  readonly dataFolder: string
  readonly shell: HostInfo['shell']
  /** Where the built pages lie. */
  readonly pages: string
  /** Worker files beside this one, as the build named them. Null does the work in this thread, as tests do. */
  readonly workers: {
    readonly snapshot: string | null
    readonly import: string | null
    readonly history: string | null
    readonly backup?: string | null
    readonly check?: string | null
  }
  readonly samplePlan: string
  readonly onFault: (what: string, error: unknown) => void
  /** The disk; the machine's where it is left out. */
  readonly files?: Files
  /** What is asked of other folders of the machine; the machine's where it is left out. */
  readonly folders?: Folders
  /** Time, chance and other processes; the machine's where they are left out. Simulators bring their own. */
  readonly clock?: Clock
  /** Must be a source of secrets where the folder is a real one. */
  readonly random?: Random
  readonly processes?: Processes
  /** The system's, as the shell reaches it; none where it is left out. */
  readonly keychain?: Keychain
  /** What a passphrase costs; tests take less. */
  readonly passphraseCost?: Cost
  /** What `onKey` gave an earlier host of this folder: an encrypted one is open at once. */
  readonly heldKey?: () => Promise<Uint8Array | null>
  /** Told whenever the key that opens the folder is another; null: it needs none. For memory only. */
  readonly onKey?: (key: Uint8Array | null) => void
  /** The channels of all windows were closed although the host goes on: they need new ones. */
  readonly onWindowsSentAway?: () => void
  /** The machine's network; simulators bring their own. */
  readonly network?: Network
  /** How rooms are found nearby; null: not at all. Multicast DNS where it is left out and the network is the machine's. */
  readonly discovery?: Discovery | null
  /** It goes on for long: plans that are connected to a server are opened by themselves, whoever comes or does not. */
  readonly stays?: boolean
  /** Whether somebody sits here who may let devices in; true where it is left out. */
  readonly mayAdmit?: boolean
  /** Prints through the shell where there is one. */
  readonly printInShell?: (url: string) => Promise<Uint8Array>
}

export interface RunningHost {
  readonly hub: Pick<Hub, 'welcome' | 'tell' | 'windows'>
  readonly dataFolder: string
  /** Whether it waits for its passphrase. */
  isLocked(): boolean
  /** By passphrase or recovery code. Rejects with CallFailed. Does nothing where it is open. */
  unlock(secret: string): Promise<void>
  /** Serves the pages on 127.0.0.1; the same server when asked again. */
  serve(port: number | null): Promise<Result<LocalServer>>
  /** Answers commands of this user from other processes. */
  listenForCommands(): Promise<void>
  /** Everything on disk, snapshots made, lines given back. */
  shutDown(): Promise<void>
}

/** A host of this data folder. If that is encrypted and nothing opens it, it waits for its passphrase. */
export function startHost(options: HostOptions): Promise<Result<RunningHost>> {
  return startGuardedHost(options, VERSION, openHost)
}

/** What is there before the plans are, and stays when they are closed and opened again. */
export interface Surroundings {
  /** This process has the data folder. */
  readonly held: HeldFolder
  /** The disk that everything lies on, as a worker is told; asked at each start of one. */
  readonly disk: () => FilesSpec
  /** The same disk. Changes when encryption is turned on or off: ask again. */
  readonly files: () => Files
  readonly isEncrypted: () => boolean
  /** What Ordinal keeps in this folder outside is encrypted as the data folder is. */
  readonly protect: (folder: string) => void
  readonly lockCalls: HandlersOf<typeof LOCK_CALLS, Seat>
  readonly keys: SessionKeys
  readonly server: () => LocalServer | null
  readonly welcome: Hub['welcome']
}

export interface OpenedHost {
  readonly hub: Hub
  readonly notes: DeviceNotes
  shutDown(): Promise<void>
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
    printPdf: (plan, page, session) => print(plan, page, session),
    onFault: options.onFault,
  })

  async function print(plan: string, page: 'A4' | 'A3', session?: string): Promise<Uint8Array> {
    const host = await plans.open(plan)
    const path = `#/p/${host.id}/print?page=${page}${session === undefined ? '' : `&session=${session}`}`
    if (options.printInShell !== undefined) return options.printInShell(path)
    const server = around.server()
    const own =
      server === null
        ? await startLocalServer({
            port: 0,
            pages: options.pages,
            keys: around.keys,
            onWindow: (channel: Channel) => around.welcome(channel, 'window'),
          })
        : null
    if (own !== null && !own.ok) throw new Error(own.error.message)
    const pages = own?.value ?? (server as LocalServer)
    try {
      return await printWithChromium(pages.freshUrl(), path)
    } finally {
      await own?.value.close()
    }
  }

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
