import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { clock } from '../../../../src/host/ports/clock.ts'
import { nodeFiles } from '../../../../src/host/ports/node-files.ts'
import { systemRandom } from '../../../../src/host/ports/random.ts'
import { openVault } from '../../../../src/host/vault/vault.ts'
import { readAll } from './plan-scene.ts'

const ROUNDS = 6

/** Runs the appending process and kills it without warning; gives the numbers that it said were saved. */
function killedAfter(milliseconds: number, script: string, root: string, from: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, root, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), milliseconds)
      said += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', () => resolve(said.split('\n').slice(0, -1).map(Number)))
  })
}

test('a process that is killed again and again loses nothing that it said was saved', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordinal-killed-'))
  const root = join(folder, 'data')
  const entry = fileURLToPath(new URL('appending-process.ts', import.meta.url))
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { input: { appending: entry }, output: { entryFileNames: '[name].mjs' } },
    },
  })
  let next = 0
  for (let round = 0; round < ROUNDS; round++) {
    const said = await killedAfter(20 + round * 37, join(folder, 'appending.mjs'), root, next)
    expect(said.length).toBeGreaterThan(0)
    const opened = await openVault({ files: nodeFiles, root, clock, random: systemRandom, snapshotWorker: null })
    if (!opened.ok) throw new Error(opened.error.message)
    const plan = await opened.value.openPlan('plan')
    if (!plan.ok) throw new Error(plan.error.message)
    const { records, damage } = await readAll(plan.value)
    const numbers = records.map((bytes) => Number.parseInt(new TextDecoder().decode(bytes), 10))
    expect(damage.filter((one) => one.damage !== 'torn-tail')).toEqual([])
    expect(numbers).toEqual(numbers.map((_, i) => i))
    expect(numbers.length).toBeGreaterThan(said.at(-1) as number)
    next = numbers.length
    await opened.value.close()
  }
}, 60_000)
