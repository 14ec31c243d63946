import { execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ordinal, startHost, temporaryFolder } from './running-host.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

/** Runs a start script as npm does and gives its first line on stdout; then lets it leave. */
async function firstLine(script: string, ...words: string[]): Promise<{ line: string; code: number | null }> {
  const child = spawn(process.execPath, [join(root, 'src/host/start', script), ...words], { cwd: root })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  )
  child.kill('SIGTERM')
  return { line: line.trim(), code: await ended }
}

test('npm start -- --no-open prints the address only, and leaves with 0 when told to', async () => {
  const { line, code } = await firstLine('start.mjs', '--no-open', '--port', '0', '--data', join(folder.path, 'start'))
  expect(line).toMatch(/^Ordinal is ready at http:\/\/127\.0\.0\.1:\d+\/#token=\S+$/)
  expect(code).toBe(0)
})

test('the command line answers with nothing but its answer on stdout', async () => {
  const child = spawn(process.execPath, [
    join(root, 'src/host/start/ordinal.mjs'),
    'new',
    'Harbour',
    '--json',
    '--data',
    folder.path,
  ])
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Harbour' })
})

test('wrong usage ends with 2, a refusal with 1 and one sentence on stderr', async () => {
  expect((await ordinal(folder.path, 'import')).code).toBe(2)
  expect((await ordinal(folder.path, 'serve', '--port', 'many')).code).toBe(2)
  const refused = await ordinal(folder.path, 'export', '--plan', 'None', '--format', 'csv')
  expect(refused.code).toBe(1)
  expect(refused.stdout).toBe('')
  expect(refused.stderr.trim().split('\n')).toHaveLength(1)
})

test('a second serve on the same folder prints a fresh address of the running host and ends with 0', async () => {
  const host = await startHost(join(folder.path, 'twice'))
  const second = await ordinal(host.dataFolder, 'serve', '--no-open')
  expect(second.code).toBe(0)
  const found = /ready at (\S+)/.exec(second.stdout)?.[1] ?? ''
  expect(new URL(found).origin).toBe(new URL(host.url).origin)
  expect(found).not.toBe(host.url)
  expect(await host.stop()).toBe(0)
})

test('a host that is killed is started again by its parent, at the same address', async () => {
  const host = await startHost(join(folder.path, 'restarted'))
  const children = await childrenOf(host.process.pid ?? 0)
  expect(children).toHaveLength(1)
  process.kill(children[0] ?? 0, 'SIGKILL')
  await expect.poll(() => host.stderr(), { timeout: 15_000 }).toContain('started again')
  await expect
    .poll(
      () =>
        fetch(new URL('/', host.url)).then(
          (page) => page.status,
          () => 0,
        ),
      { timeout: 15_000 },
    )
    .toBe(200)
  expect(await host.stop()).toBe(0)
})

/** From /proc where there is one, since a bare machine has no `ps`. */
async function childrenOf(pid: number): Promise<number[]> {
  const told = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => listed(pid))
  return told.trim().split(/\s+/).filter(Boolean).map(Number)
}

function listed(pid: number): Promise<string> {
  return promisify(execFile)('pgrep', ['-P', String(pid)]).then(({ stdout }) => stdout)
}
