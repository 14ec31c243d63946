import { fork, spawn, type ChildProcess } from 'node:child_process'
import { CallFailed } from '../../contract/calls.ts'
import { CommandRefused } from './errors.ts'
import { connectRunningHost } from './connect.ts'
import { startHost, type HostOptions } from '../start-host.ts'

/** What the serving child tells its parent. */
type ChildNews =
  | { is: 'ready'; url: string; locked: boolean }
  | { is: 'refused'; message: string }
  /** What opens an encrypted folder again if this child dies; in base64. Kept in memory, as the child does. */
  | { is: 'key'; key: string | null }

/** The first thing that the parent tells its child: what opens an encrypted folder, if anything does. */
interface Begin {
  readonly passphrase: string | null
  readonly key: string | null
}

const RESTARTS_IN_A_MINUTE = 5

/**
 * `ordinal serve`: a parent that does nothing but keep the host alive, and a child that is the host. A host that dies is
 * started again; the windows come back by themselves. Where a host already runs, prints a fresh link to it and is done.
 */
export async function serve(
  options: HostOptions,
  asked: {
    port: number | null
    open: boolean
    json: boolean
    script: string
    passphrase: (() => Promise<string>) | null
  },
): Promise<void> {
  const passphrase = (await asked.passphrase?.()) ?? null
  const running = await connectRunningHost(options.dataFolder)
  if (running !== null) {
    if (passphrase !== null && (await running.call('lock.state', undefined)).locked)
      await running.call('lock.open', { passphrase })
    const url = await running.call('host.freshUrl', undefined)
    await running.close()
    if (url === '')
      throw new CommandRefused(
        'Ordinal already runs in its own window on this data folder. Close it first, or use that window.',
      )
    return announce(url)
  }
  const started: number[] = []
  let stopping = false
  let child: ChildProcess | null = null
  let first = true
  /** Once chosen it is kept over a restart: another port is another origin, and the open windows would not come back. */
  let port = asked.port
  let key: string | null = null

  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const args = ['serve-child', '--data', options.dataFolder, ...(port === null ? [] : ['--port', String(port)])]
      child = fork(asked.script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: false })
      child.send({ passphrase: first ? passphrase : null, key } satisfies Begin, () => undefined)
      started.push(Date.now())
      child.on('message', (news: ChildNews) => {
        if (news.is === 'refused') return reject(new CommandRefused(news.message))
        if (news.is === 'key') {
          key = news.key
          return
        }
        port = Number(new URL(news.url).port)
        if (first) {
          announce(news.url)
          if (news.locked) process.stderr.write('This data folder is encrypted: the page asks for its passphrase.\n')
        } else process.stderr.write('Ordinal was started again.\n')
        first = false
      })
      child.on('exit', (code) => {
        if (stopping) return resolve()
        if (first) return reject(new CommandRefused('Ordinal could not start.'))
        if (started.filter((at) => Date.now() - at < 60_000).length > RESTARTS_IN_A_MINUTE)
          return reject(
            new CommandRefused(
              'Ordinal stopped again and again and was not started once more. "ordinal verify" says whether the data is whole.',
            ),
          )
        process.stderr.write(
          `Ordinal's host stopped (${code ?? 'killed'}) and is started again. What said "saved" is on disk.\n`,
        )
        start().then(resolve, reject)
      })
    })
  const stop = (signal: NodeJS.Signals): void => {
    stopping = true
    // Asked to leave, not ended: Windows knows no signal that a program could answer.
    if (child?.connected === true) child.disconnect()
    else child?.kill(signal === 'SIGINT' ? 'SIGTERM' : signal)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  await start()

  function announce(url: string): void {
    process.stdout.write(asked.json ? JSON.stringify({ url }) + '\n' : `Ordinal is ready at ${url}\n`)
    if (asked.open) openInBrowser(url)
  }
}

/** The child: the host itself. Leaves cleanly on SIGTERM and when its parent is gone. */
export async function serveChild(options: HostOptions, port: number | null): Promise<void> {
  const tell = (news: ChildNews, then: () => void): void => {
    if (process.connected) process.send?.(news, then)
  }
  const refuse = (message: string): void => tell({ is: 'refused', message }, () => process.exit(1))
  // Nothing is open yet that would have to be left in order.
  let leave = (): void => process.exit(0)
  process.on('SIGTERM', () => leave())
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => leave())
  const begin = await beginning()
  const started = await startHost({
    ...options,
    stays: true,
    heldKey: async () => (begin.key === null ? null : new Uint8Array(Buffer.from(begin.key, 'base64'))),
    onKey: (key) =>
      tell({ is: 'key', key: key === null ? null : Buffer.from(key).toString('base64') }, () => undefined),
  })
  if (!started.ok) {
    return refuse(started.error.message)
  }
  const host = started.value
  try {
    if (begin.passphrase !== null) await host.unlock(begin.passphrase)
  } catch (error) {
    await host.shutDown()
    return refuse(error instanceof CallFailed ? error.message : String(error))
  }
  const server = await host.serve(port)
  if (!server.ok) {
    await host.shutDown()
    return refuse(server.error.message)
  }
  await host.listenForCommands()
  leave = (): void => {
    leave = () => undefined
    host.shutDown().then(
      () => process.exit(0),
      (error: unknown) => {
        options.onFault('leaving', error)
        process.exit(1)
      },
    )
  }
  tell({ is: 'ready', url: server.value.freshUrl(), locked: host.isLocked() }, () => undefined)
}

/** What the parent tells at first; nothing where there is none. */
function beginning(): Promise<Begin> {
  if (!process.connected) return Promise.resolve({ passphrase: null, key: null })
  return new Promise((resolve) => process.once('message', (message) => resolve(message as Begin)))
}

function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url]
  const opener = spawn(command as string, args, { stdio: 'ignore', detached: true })
  opener.on('error', () =>
    process.stderr.write('No browser could be opened from here. Open the address above in one.\n'),
  )
  opener.unref()
}
