import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '../support/find-browser.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'out', 'host', 'cli.mjs')
const READY_WITHIN = 30_000

/** A folder for plans that lasts as long as a test. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ordinal-e2e-'))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `ordinal <words>` as built, on a data folder. Never rejects for the command's own failure. */
export async function ordinal(dataFolder: string, ...words: string[]): Promise<Ended> {
  const env = await environment()
  const args = [cli, ...words, '--data', dataFolder]
  return collect(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env }))
}

/** The same with `--json`, its answer read. Rejects with the command's own sentence if it refuses. */
export async function ordinalJson<T>(dataFolder: string, ...words: string[]): Promise<T> {
  const ended = await ordinal(dataFolder, ...words, '--json')
  if (ended.code !== 0) throw new Error(ended.stderr.trim() || `It ended with ${ended.code}.`)
  return JSON.parse(ended.stdout) as T
}

export interface RunningHost {
  /** Opens the pages once. */
  readonly url: string
  readonly dataFolder: string
  readonly process: ChildProcess
  /** What it said on stderr so far. */
  stderr(): string
  /** SIGTERM: it flushes and leaves. Gives its exit code. */
  stop(): Promise<number | null>
  /** SIGKILL to the whole of it, as a power cut would: nothing is flushed. */
  kill(): Promise<void>
}

/** Starts the real built host, which serves its pages on a free port of 127.0.0.1. */
export async function startHost(dataFolder: string, port = 0): Promise<RunningHost> {
  const words = [cli, 'serve', '--no-open', '--port', String(port), '--data', dataFolder]
  // A group of its own, so that kill() reaches parent and child at once.
  const env = await environment()
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const end = (signal: NodeJS.Signals): void => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    if (signal === 'SIGKILL') process.kill(-child.pid, signal)
    else child.kill(signal)
  }
  const endWithUs = (): void => end('SIGKILL')
  process.once('exit', endWithUs)
  child.once('exit', () => process.off('exit', endWithUs))
  const url = await readyUrl(child, () => said).catch((error: unknown) => {
    end('SIGKILL')
    throw error
  })
  return {
    url,
    dataFolder,
    process: child,
    stderr: () => said,
    stop: () => {
      end('SIGTERM')
      return ended
    },
    kill: async () => {
      end('SIGKILL')
      await ended
    },
  }
}

/** The host prints with the browser that the tests found, also where only npm brought one. */
async function environment(): Promise<NodeJS.ProcessEnv> {
  const browser = await findBrowser()
  return browser === null ? process.env : { ...process.env, CHROMIUM_PATH: browser.executablePath }
}

function readyUrl(child: ChildProcess, stderr: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`The host was not ready in time. ${stderr()}`)), READY_WITHIN)
    child.once('exit', (code) => reject(new Error(`The host ended with ${code} before it was ready. ${stderr()}`)))
    if (!child.stdout) return reject(new Error('The host has no stdout.'))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^Ordinal is ready at (\S+)$/.exec(line)
      if (!found?.[1]) return
      clearTimeout(tooLong)
      resolve(found[1])
    })
  })
}

function collect(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}
