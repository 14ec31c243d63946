import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron'
import * as v from 'valibot'
import { SHELL_CHANNELS } from '../../src/contract/shell-channels.ts'
import {
  HOST_ARGUMENTS,
  HostToShellSchema,
  type HostToShell,
  type ShellToHost,
} from '../../src/contract/shell-messages.ts'
import type { ShellKeychain } from './keychain.ts'

const FIRST_PAUSE = 250
const LONGEST_PAUSE = 10_000
/** A host that lived this long was well; the next pause starts small again. */
const WELL_AFTER = 30_000
const TIME_TO_FLUSH = 10_000

export interface HostProcess {
  /** Hands the window a port to the host: now, and a new one each time the host was started again. */
  connect(contents: WebContents): void
  /** Lets the host flush and leave; ends it if it takes longer than 10 s. */
  stop(): Promise<void>
}

export interface HostProcessOptions {
  readonly entry: string
  readonly dataFolder: string | null
  /** It cannot start, and trying again will not help. */
  readonly onCannotStart: (message: string) => void
  readonly print: (path: string) => Promise<Uint8Array>
  readonly keychain: ShellKeychain
}

/** Keeps one host running in a process of its own. If it dies it is started again; windows keep what is not yet saved. */
export function startHostProcess(options: HostProcessOptions): HostProcess {
  const windows = new Set<WebContents>()
  let host: UtilityProcess | null = null
  let pause = FIRST_PAUSE
  let leaving = false
  let again: NodeJS.Timeout | null = null
  /** Opens an encrypted data folder: a host that died need not ask the person again. */
  let held: Uint8Array | null = null
  start()

  function start(): void {
    const args = options.dataFolder === null ? [] : [HOST_ARGUMENTS.data, options.dataFolder]
    const child = utilityProcess.fork(options.entry, args, { serviceName: 'Ordinal host', stdio: 'inherit' })
    const startedAt = Date.now()
    host = child
    child.on('message', (message: unknown) => hear(child, message))
    child.once('exit', (code) => {
      host = null
      if (leaving) return
      console.error(`The host ended with ${code}; it is started again.`)
      pause = Date.now() - startedAt > WELL_AFTER ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE)
      again = setTimeout(start, pause)
    })
    for (const contents of windows) givePort(contents)
  }

  function givePort(contents: WebContents): void {
    if (host === null || contents.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    host.postMessage({ type: 'window', id: contents.id } satisfies ShellToHost, [port1])
    contents.postMessage(SHELL_CHANNELS.port, null, [port2])
  }

  function hear(child: UtilityProcess, raw: unknown): void {
    const parsed = v.safeParse(HostToShellSchema, raw)
    if (!parsed.success) return console.error('The host said something that the shell does not know.')
    const message = parsed.output
    if (message.type === 'cannot-start') {
      leaving = true
      options.onCannotStart(message.message)
    }
    if (message.type === 'print') answerPrint(child, message.id, message.path)
    if (message.type === 'held') held = message.bytes
    if (message.type === 'windows-away') for (const contents of windows) givePort(contents)
    if (message.type === 'keychain') child.postMessage(askKeychain(message))
  }

  function askKeychain({ id, ask, bytes }: HostToShell & { type: 'keychain' }): ShellToHost {
    const answer = (available: boolean, found: Uint8Array | null): ShellToHost => ({
      type: 'keychain',
      id,
      available,
      bytes: found,
    })
    if (ask === 'held') return answer(false, held)
    try {
      if (!options.keychain.available()) return answer(false, null)
      if (ask === 'available' || bytes === null) return answer(true, null)
      return answer(true, ask === 'lock' ? options.keychain.lock(bytes) : options.keychain.unlock(bytes))
    } catch {
      // What the system said of a secret is not written down anywhere.
      console.error('The keychain refused.')
      return answer(true, null)
    }
  }

  function answerPrint(child: UtilityProcess, id: number, path: string): void {
    options.print(path).then(
      (bytes) =>
        child.postMessage({ type: 'printed', id, bytes: new Uint8Array(bytes), message: '' } satisfies ShellToHost),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error)
        child.postMessage({ type: 'printed', id, bytes: null, message } satisfies ShellToHost)
      },
    )
  }

  return {
    connect(contents) {
      if (!windows.has(contents)) {
        windows.add(contents)
        contents.once('destroyed', () => windows.delete(contents))
      }
      givePort(contents)
    },
    stop() {
      leaving = true
      if (again) clearTimeout(again)
      const child = host
      if (child === null) return Promise.resolve()
      return new Promise((resolve) => {
        const tooLong = setTimeout(() => child.kill(), TIME_TO_FLUSH)
        child.once('exit', () => {
          clearTimeout(tooLong)
          resolve()
        })
        child.postMessage({ type: 'quit' } satisfies ShellToHost)
      })
    },
  }
}
