import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { CallFailed } from '../../contract/calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import type { LOCK_CALLS, LockState } from '../../contract/lock-calls.ts'
import { fail, ok, type Result } from '../../model/result.ts'
import type { Seat } from '../hub.ts'
import { clock as systemClock } from '../ports/clock.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { filesOf, type FilesSpec } from '../ports/files-spec.ts'
import { NO_KEYCHAIN } from '../ports/keychain.ts'
import { nodeFiles } from '../ports/node-files.ts'
import { systemProcesses } from '../ports/processes.ts'
import { systemRandom } from '../ports/random.ts'
import { controlPath, openControlSocket } from '../server/control-socket.ts'
import { startLocalServer, type LocalServer } from '../server/local-server.ts'
import { createSessionKeys } from '../server/session-keys.ts'
import type { HostOptions, OpenedHost, RunningHost, Surroundings } from '../start-host.ts'
import { writingUnder } from '../vault/held-folder.ts'
import { lockDataFolder, type HeldFolder } from '../vault/vault.ts'
import { createGate } from './gate.ts'
import { openLockbox, type TellShare } from './lockbox.ts'
import { COST } from './wrapped-key.ts'

const JOB = 'encryption'
/** The answer to whoever asked goes out before its channel is closed. */
const TIME_TO_ANSWER = 150

/**
 * A host with the lock around it: the folder, the pages and the road for commands are its own from the start, and what
 * knows plans is made once there is a key - and made anew when encryption is turned on, off or changed.
 */
export async function startGuardedHost(
  options: HostOptions,
  version: string,
  openHost: (options: HostOptions, around: Surroundings) => Promise<Result<OpenedHost>>,
): Promise<Result<RunningHost>> {
  const disk = options.files ?? nodeFiles
  const clock = options.clock ?? systemClock
  const processes = options.processes ?? systemProcesses
  const random = options.random ?? systemRandom
  const { onFault, dataFolder: root } = options
  const held = await lockDataFolder({ files: disk, root, clock, random, processes })
  if (!held.ok) return fail(held.error)
  const folder: HeldFolder = held.value
  const onlyReads = folder.onlyReads()
  // Nothing to look for in the program: the sentence says it all.
  if (onlyReads !== null) onFault('opening the data folder', Object.assign(new Error(onlyReads), { stack: onlyReads }))
  const giveUp = async <T>(result: Result<T> & { ok: false }) => {
    await folder.release().catch(() => undefined)
    return fail(result.error)
  }

  const boxed = await said(
    openLockbox({
      files: disk,
      root,
      clock,
      machine: await processes.machine(),
      keychain: options.keychain ?? NO_KEYCHAIN,
      cost: options.passphraseCost ?? COST,
      secretBytes: (count) => new Uint8Array(randomBytes(count)),
      onFault,
    }),
  )
  if (!boxed.ok) return giveUp(boxed)
  const lockbox = boxed.value
  let inner: OpenedHost | null = null
  let server: LocalServer | null = null
  let control: { close(): Promise<void> } | null = null
  let changing = false
  let remembered: { readonly mark: string; readonly files: Files } | null = null

  const keys = createSessionKeys({
    now: () => clock.now(),
    saved: {},
    save: (hashes) => void inner?.notes.setSessions(hashes).catch((error: unknown) => onFault('sessions', error)),
  })
  const lockCalls = lockHandlers()
  const gate = createGate({
    handlers: lockCalls,
    lockedHandlers: {
      'host.info': async () => ({
        version,
        dataFolder: '',
        shell: options.shell,
        profile: null,
        settings: { theme: 'system', singleKeys: true },
        encrypted: true,
      }),
      'host.freshUrl': async () => server?.freshUrl() ?? '',
    },
    onFault,
  })
  const around: Surroundings = {
    held: folder,
    disk: () => lockbox.spec() ?? refuse(),
    files,
    isEncrypted: () => isSealed(lockbox.spec()),
    protect: (chosen) => lockbox.outer.protect(chosen),
    lockCalls,
    keys,
    server: () => server,
    welcome: (channel, kind) => gate.welcome(channel, kind),
  }

  if (lockbox.spec() === null) {
    const given = (await options.heldKey?.().catch(() => null)) ?? null
    if (given === null || !lockbox.unlockByKey(given)) await lockbox.unlockByKeychain()
  }
  if (lockbox.spec() !== null) {
    const opened = await said(openInner())
    if (!opened.ok) return giveUp(opened)
  }

  return ok({
    hub: { welcome: gate.welcome, tell: gate.tell, windows: gate.windows },
    dataFolder: root,
    isLocked: () => lockbox.spec() === null,
    unlock: (secret) => unlock(secret).then(() => undefined),
    serve,
    async listenForCommands() {
      const path = controlPath(root, process.platform, tmpdir())
      // Some disks know no sockets. Windows work without; a command then says which process has the folder.
      control = await openControlSocket(path, (channel) => gate.welcome(channel, 'command')).catch((error: unknown) => {
        onFault('listening for commands', error)
        return null
      })
    },
    async shutDown() {
      await server?.close()
      await inner?.shutDown()
      await control?.close()
      await folder.release()
    },
  })

  /** A disk that fails while the folder is opened is no fault of ours: whoever starts the host is told in a sentence. */
  async function said<T>(opening: Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await opening
    } catch (error) {
      if (codeOf(error) === '') throw error
      return fail({
        type: 'unreadable',
        message: `The data folder ${root} cannot be opened: the disk fails (${codeOf(error)}). Nothing was changed. Try again once the disk is well.`,
      })
    }
  }

  async function openInner(): Promise<Result<void>> {
    await lockbox.outer.catchUp()
    const opened = await openHost(options, around)
    if (!opened.ok) return opened
    inner = opened.value
    keys.adopt(inner.notes.sessions())
    gate.put(inner.hub)
    options.onKey?.(lockbox.key())
    return ok(undefined)
  }

  async function unlock(secret: string): Promise<LockState> {
    if (inner === null && !changing) {
      await lockbox.unlock(secret)
      if (inner === null && !changing) {
        changing = true
        try {
          const opened = await openInner()
          if (!opened.ok) throw new CallFailed(opened.error.type, opened.error.message)
        } finally {
          changing = false
        }
      }
    }
    return news()
  }

  async function news(): Promise<LockState> {
    const state = await lockbox.state()
    gate.tell('lock.changed', state)
    return state
  }

  function lockHandlers(): HandlersOf<typeof LOCK_CALLS, Seat> {
    return {
      'lock.state': () => lockbox.state(),
      'lock.open': (_, { passphrase }) => unlock(passphrase),
      'lock.encrypt': (seat, how) =>
        convert(seat, 'Encrypting the data folder', (tell) => lockbox.encrypt(how, tell)).then(withState),
      'lock.decrypt': async (seat, { passphrase }) => {
        await lockbox.check(passphrase)
        await convert(seat, 'Writing the data folder in the open', (tell) => lockbox.decrypt(passphrase, tell))
        return news()
      },
      'lock.changePassphrase': async (seat, { old, passphrase }) => {
        await lockbox.check(old)
        return convert(seat, 'Encrypting the data folder anew', (tell) => lockbox.change(old, passphrase, tell)).then(
          withState,
        )
      },
    }
  }

  async function withState(recoveryCode: string): Promise<{ state: LockState; recoveryCode: string }> {
    return { state: await news(), recoveryCode }
  }

  /** Plans are closed, the files written anew, plans opened again; whatever happens, the folder is open afterwards. */
  async function convert<T>(seat: Seat, what: string, act: (tell: TellShare) => Promise<T>): Promise<T> {
    if (inner === null) throw new CallFailed('locked', 'This data folder is locked. Open it first.')
    if (changing) throw new CallFailed('busy', 'The data folder is being written anew just now. Wait for it to end.')
    changing = true
    gate.hold()
    const before = gate.present()
    try {
      await inner.shutDown()
      inner = null
      try {
        return await act((done, total) => seat.send('job.progress', { job: JOB, done, total, what }))
      } finally {
        const opened = await openInner()
        if (!opened.ok) {
          gate.put(null)
          onFault('opening the data folder again', new Error(opened.error.message))
        }
        gate.sendAway(before.filter((one) => one !== seat))
        clock.after(TIME_TO_ANSWER, () => {
          gate.sendAway(before)
          options.onWindowsSentAway?.()
        })
      }
    } finally {
      changing = false
    }
  }

  async function serve(port: number | null): Promise<Result<LocalServer>> {
    if (server !== null) return ok(server)
    const kept = inner?.notes.port() ?? null
    const start = (wish: number): ReturnType<typeof startLocalServer> =>
      startLocalServer({
        port: wish,
        pages: options.pages,
        keys,
        onWindow: (channel) => gate.welcome(channel, 'window'),
      })
    let started = await start(port ?? kept ?? 0)
    if (!started.ok && port === null) started = await start(0)
    if (started.ok) {
      server = started.value
      if (inner !== null && server.port !== kept)
        await inner.notes.setPort(server.port).catch((error: unknown) => onFault('keeping the port', error))
    }
    return started
  }

  /** One disk as long as the roots are the same: it remembers names that it has decrypted. */
  function files(): Files {
    const spec = lockbox.spec() ?? refuse()
    const mark = spec.kind === 'plain' ? '' : JSON.stringify(spec.roots.map(({ root: at, inside }) => [at, inside]))
    if (mark !== remembered?.mark) remembered = { mark, files: writingUnder(filesOf(spec, disk), folder) }
    return remembered.files
  }

  function refuse(): never {
    throw new CallFailed('locked', 'This data folder is locked.')
  }
}

const isSealed = (spec: FilesSpec | null): boolean => spec === null || spec.kind === 'encrypted'
