import { tmpdir } from 'node:os'
import type { HostInfo } from '../contract/host-info.ts'
import type { Channel } from '../contract/wire.ts'
import { createId, type Random } from '../model/id.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { openDeviceNotes } from './device-notes.ts'
import { createBackupCalls } from './backups/backup-calls.ts'
import { createBackups } from './backups/backups.ts'
import { backupJobsHere, backupJobsInWorker } from './backups/run-backup-job.ts'
import { createHealthCalls } from './health/health-calls.ts'
import { createBacks } from './history/back-calls.ts'
import { createHistoryCalls } from './history/history-calls.ts'
import { historyHere } from './history/history.ts'
import { historyInWorker } from './history/history-in-worker.ts'
import { createHub, type Hub } from './hub.ts'
import { importFile } from './import-file.ts'
import { importInWorker } from './import-in-worker.ts'
import { createImportJobs, type StartImport } from './import-jobs.ts'
import { createPlans } from './plans.ts'
import { createLockCalls } from './lock/lock-calls.ts'
import { printWithChromium } from './print-with-chromium.ts'
import { controlPath, openControlSocket } from './server/control-socket.ts'
import { startLocalServer, type LocalServer } from './server/local-server.ts'
import { createSessionKeys } from './server/session-keys.ts'
import { clock as systemClock, type Clock } from './ports/clock.ts'
import type { Files } from './ports/files.ts'
import { systemFolders, type Folders } from './ports/folders.ts'
import { nodeFiles } from './ports/node-files.ts'
import type { Processes } from './ports/processes.ts'
import { systemRandom } from './ports/random.ts'
import { openVault } from './vault/vault.ts'

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
  /** Prints through the shell where there is one. */
  readonly printInShell?: (url: string) => Promise<Uint8Array>
}

export interface RunningHost {
  readonly hub: Hub
  readonly dataFolder: string
  /** Serves the pages on 127.0.0.1; the same server when asked again. */
  serve(port: number | null): Promise<Result<LocalServer>>
  /** Answers commands of this user from other processes. */
  listenForCommands(): Promise<void>
  /** Everything on disk, snapshots made, lines given back. */
  shutDown(): Promise<void>
}

/** The host's composition root: every part is made here and handed to those that need it. */
export async function startHost(options: HostOptions): Promise<Result<RunningHost>> {
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const newId = (): string => createId(random)
  const now = (): number => clock.now()
  const opened = await openVault({
    files: options.files ?? nodeFiles,
    root: options.dataFolder,
    clock,
    random,
    ...(options.processes === undefined ? {} : { processes: options.processes }),
    snapshotWorker: options.workers.snapshot,
  })
  if (!opened.ok) return fail(opened.error)
  const vault = opened.value
  const notes = await openDeviceNotes({
    read: (name) => vault.readNote(name),
    write: (name, value) => vault.writeNote(name, value),
  })
  const history =
    options.workers.history === null
      ? historyHere(options.files ?? nodeFiles)
      : historyInWorker(options.workers.history, clock)
  const plans = createPlans({ vault, history, notes, now, random, newId, onFault: options.onFault })
  const filesFor = (): Files => options.files ?? nodeFiles
  const backupWorker = options.files === undefined ? (options.workers.backup ?? null) : null
  const backups = createBackups({
    vault,
    plans,
    filesFor,
    folders: options.folders ?? systemFolders,
    clock,
    random,
    run: backupWorker === null ? backupJobsHere(filesFor) : backupJobsInWorker(backupWorker),
    version: VERSION,
    namesAreSecret: () => false,
    protect: () => undefined,
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
    backUpFirst: (plan, reason) => backups.before(plan, reason),
  })
  const imports = createImportJobs({
    plans,
    start: options.workers.import === null ? importHere : importInWorker(options.workers.import),
    sampleFile: options.samplePlan,
    now,
    newId,
    notes,
  })
  let server: LocalServer | null = null
  let control: { close(): Promise<void> } | null = null

  const keys = createSessionKeys({
    now,
    saved: notes.sessions(),
    save: (hashes) => void notes.setSessions(hashes).catch((error: unknown) => options.onFault('sessions', error)),
  })
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
      ...createHistoryCalls({ history, plans, vault, backs: backs.calls }),
      ...createBackupCalls({
        backups,
        plans,
        notes,
        files: options.files ?? nodeFiles,
        folders: options.folders ?? systemFolders,
        dataFolder: options.dataFolder,
        bringBackState: backs.bringBackState,
      }),
      ...createHealthCalls(),
      ...createLockCalls(),
    },
    newId,
    freshUrl: () => server?.freshUrl() ?? '',
    printPdf: (plan, page) => print(plan, page),
    onFault: options.onFault,
  })

  const serve = async (port: number | null): Promise<Result<LocalServer>> => {
    if (server !== null) return ok(server)
    const kept = notes.port()
    const wish = port ?? kept ?? 0
    let started = await startLocalServer({
      port: wish,
      pages: options.pages,
      keys,
      onWindow: (channel) => hub.welcome(channel, 'window'),
    })
    if (!started.ok && port === null)
      started = await startLocalServer({
        port: 0,
        pages: options.pages,
        keys,
        onWindow: (channel) => hub.welcome(channel, 'window'),
      })
    if (started.ok) {
      server = started.value
      if (server.port !== kept)
        await notes.setPort(server.port).catch((error: unknown) => options.onFault('keeping the port', error))
    }
    return started
  }

  async function print(plan: string, page: 'A4' | 'A3'): Promise<Uint8Array> {
    const host = await plans.open(plan)
    const path = `#/p/${host.id}/print?page=${page}`
    if (options.printInShell !== undefined) return options.printInShell(path)
    const own =
      server === null
        ? await startLocalServer({
            port: 0,
            pages: options.pages,
            keys,
            onWindow: (channel: Channel) => hub.welcome(channel, 'window'),
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
  return ok({
    hub,
    dataFolder: options.dataFolder,
    serve,
    async listenForCommands() {
      const path = controlPath(options.dataFolder, process.platform, tmpdir())
      // Some disks know no sockets. Windows work without; a command then says which process has the folder.
      control = await openControlSocket(path, (channel) => hub.welcome(channel, 'command')).catch((error: unknown) => {
        options.onFault('listening for commands', error)
        return null
      })
    },
    async shutDown() {
      await server?.close()
      const written = plans.allOpened().map(({ id }) => id)
      await plans.closeAll()
      await backups.close(written)
      await history.close()
      await control?.close()
      await vault.close()
    },
  })
}

const importHere: StartImport = (task, on) => {
  queueMicrotask(() => importFile(task, on.news))
  return () => undefined
}
