import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { HOST_ARGUMENTS, ShellToHostSchema, type HostToShell } from '../contract/shell-messages.ts'
import type { Channel } from '../contract/wire.ts'
import { chooseDataFolder } from './data-folder.ts'
import { shellKeychain } from './lock/shell-keychain.ts'
import { startHost } from './start-host.ts'

/** What of Electron's utilityProcess the host uses. Named here, since nothing in src may import Electron. */
interface ShellPort {
  on(event: 'message', handler: (event: { data: unknown; ports: WindowPort[] }) => void): void
  postMessage(message: HostToShell): void
}
interface WindowPort {
  on(event: 'message', handler: (event: { data: unknown }) => void): void
  on(event: 'close', handler: () => void): void
  postMessage(message: unknown): void
  start(): void
  close(): void
}

const shell = (process as unknown as { parentPort: ShellPort }).parentPort
const here = dirname(fileURLToPath(import.meta.url))
const asked = process.argv.indexOf(HOST_ARGUMENTS.data)

/** The host as the desktop shell runs it: each window comes with a message port, printing goes back to the shell. */
const printing = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }>()
let nextPrint = 1
/** Windows that came before the host was ready. */
let early: WindowPort[] | null = []
const keychain = shellKeychain((message) => shell.postMessage(message))
let welcome = (port: WindowPort): void => void early?.push(port)
let leave = (): unknown => process.exit(0)
shell.on('message', ({ data, ports }) => {
  const parsed = v.safeParse(ShellToHostSchema, data)
  if (!parsed.success) return
  const message = parsed.output
  if (message.type === 'window' && ports[0] !== undefined) welcome(ports[0])
  if (message.type === 'quit') leave()
  if (message.type === 'keychain') keychain.hear(message)
  if (message.type === 'printed') {
    const job = printing.get(message.id)
    printing.delete(message.id)
    if (message.bytes === null) job?.reject(new Error(message.message))
    else job?.resolve(message.bytes)
  }
})
const started = await startHost({
  dataFolder: chooseDataFolder(asked < 0 ? undefined : process.argv[asked + 1], process.platform, process.env),
  shell: 'electron',
  stays: true,
  pages: join(here, '..', 'renderer'),
  workers: {
    snapshot: join(here, 'snapshot-worker.mjs'),
    import: join(here, 'import-worker.mjs'),
    backup: join(here, 'backup-worker.mjs'),
    check: join(here, 'check-worker.mjs'),
    history: join(here, 'history-worker.mjs'),
  },
  samplePlan: join(here, '..', '..', 'resources', 'sample-plan.json'),
  onFault: (what, error) => console.error(`Ordinal met a fault in ${what}:`, error),
  keychain,
  heldKey: keychain.held,
  onKey: (bytes) => shell.postMessage({ type: 'held', bytes }),
  onWindowsSentAway: () => shell.postMessage({ type: 'windows-away' }),
  printInShell: (path) =>
    new Promise((resolve, reject) => {
      const id = nextPrint++
      printing.set(id, { resolve, reject })
      shell.postMessage({ type: 'print', id, path })
    }),
})

if (!started.ok) shell.postMessage({ type: 'cannot-start', message: started.error.message })
else {
  const host = started.value
  await host.listenForCommands()
  welcome = (port) => host.hub.welcome(channelOf(port), 'window')
  leave = () =>
    host.shutDown().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  for (const port of early ?? []) welcome(port)
  early = null
  shell.postMessage({ type: 'ready', dataFolder: host.dataFolder })
}

function channelOf(port: WindowPort): Channel {
  const handlers: ((message: unknown) => void)[] = []
  port.on('message', (event) => handlers.forEach((handler) => handler(event.data)))
  port.start()
  return {
    send: (message) => port.postMessage(message),
    onMessage: (handler) => {
      handlers.push(handler)
    },
    onClose: (handler) => port.on('close', handler),
    close: () => port.close(),
  }
}
