import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const register = join(root, 'test/support/built-shell/register.mjs')

interface Asked {
  window?: { webPreferences: { preload: string; sandbox: boolean; contextIsolation: boolean } }[]
  load?: string[]
  ipc?: string[]
  fork?: { entry: string; args: string[] }[]
  schemes?: unknown[]
  permissions?: string[]
  quit?: boolean[]
  setPath?: [string, string][]
  pages: { path: string; status: number; type: string }[]
}

/** Runs the built shell under plain Node with a double in Electron's place, and gives what it asked of Electron. */
async function runShell(args: string[] = [], env: Record<string, string> = {}): Promise<Asked> {
  const run = promisify(execFile)
  const words = ['--import', register, join(root, 'out/main/index.mjs'), ...args]
  const { stdout } = await run(process.execPath, words, { env: { ...process.env, ...env }, timeout: 20_000 })
  return JSON.parse(stdout) as Asked
}

let asked: Asked
beforeAll(async () => {
  asked = await runShell()
})

test('the built shell opens one sandboxed, isolated window on the app’s own pages', () => {
  expect(asked.window).toHaveLength(1)
  expect(asked.window?.[0]?.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true })
  expect(asked.load).toEqual(['app://ordinal/#/'])
})

test('preload and host lie where the built shell looks for them', () => {
  expect(existsSync(asked.window?.[0]?.webPreferences.preload ?? '')).toBe(true)
  expect(asked.fork).toHaveLength(1)
  expect(existsSync(asked.fork?.[0]?.entry ?? '')).toBe(true)
})

test('the page and every script and style sheet that it names are served', () => {
  expect(asked.pages.length).toBeGreaterThan(1)
  expect(asked.pages.filter((page) => page.status !== 200)).toEqual([])
  expect(asked.pages.some((page) => page.type.startsWith('text/javascript'))).toBe(true)
})

test('there is one channel between window and shell, and permissions are guarded on all three roads', () => {
  expect(asked.ipc).toEqual(['ordinal:port'])
  expect(asked.permissions).toEqual(['request', 'check', 'device'])
  expect(asked.schemes).toHaveLength(1)
})

test('the data folder of the command line goes to the host, and Chromium keeps its files elsewhere', async () => {
  const { fork, setPath } = await runShell(['--data', '/some/plans'])
  expect(fork?.[0]?.args).toEqual(['--data', '/some/plans'])
  expect(setPath?.[0]?.[0]).toBe('userData')
  expect(setPath?.[0]?.[1]).not.toContain('/some/plans')
  expect(setPath?.[0]?.[1]).not.toBe(asked.setPath?.[0]?.[1])
})

test('a link on the command line opens its place', async () => {
  expect((await runShell(['ordinal://p/k3v9/sprint'])).load).toEqual(['app://ordinal/#/p/k3v9/sprint'])
})

test('a second shell on the same data leaves without a window and without a host', async () => {
  const second = await runShell([], { SECOND_INSTANCE: '1' })
  expect(second).toMatchObject({ quit: [true] })
  expect(second.window).toBeUndefined()
  expect(second.fork).toBeUndefined()
})
