import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { nodeFiles } from '../../../../src/host/ports/node-files.ts'
import { systemProcesses, type Processes } from '../../../../src/host/ports/processes.ts'
import { lockFolder } from '../../../../src/host/vault/folder-lock.ts'
import { fakeProcesses } from './plan-scene.ts'
import { seededRandom } from './seeded-random.ts'

let nonces = 0
const lock = (files: MemoryFiles, processes: Processes, pause = async () => undefined as void) =>
  lockFolder({ files, folder: '/data', processes, nonce: `n${nonces++}`, pause })

async function folder(): Promise<MemoryFiles> {
  const files = createMemoryFiles()
  await files.makeFolder('/data')
  return files
}

test('the second process learns which process has the folder', async () => {
  const files = await folder()
  expect((await lock(files, fakeProcesses(100))).ok).toBe(true)
  expect(await lock(files, fakeProcesses(200))).toMatchObject({
    ok: false,
    error: { type: 'in-use', pid: 100, message: expect.stringContaining('process 100') as string },
  })
})

test('the same process does not get it twice', async () => {
  const files = await folder()
  await lock(files, fakeProcesses(100))
  expect(await lock(files, fakeProcesses(100))).toMatchObject({ ok: false, error: { pid: 100 } })
})

test('a folder that was given back can be taken', async () => {
  const files = await folder()
  const first = await lock(files, fakeProcesses(100))
  if (first.ok) await first.value.release()
  expect((await lock(files, fakeProcesses(200))).ok).toBe(true)
})

test('the lock of a process that died is taken over, and its late release takes nothing away', async () => {
  const files = await folder()
  const dead = await lock(files, fakeProcesses(100))
  const second = fakeProcesses(200)
  second.dead.add(100)
  expect((await lock(files, second)).ok).toBe(true)
  if (dead.ok) await dead.value.release()
  expect((await lock(files, fakeProcesses(300))).ok).toBe(false)
})

test('an owner that is just leaving is waited for', async () => {
  const files = await folder()
  await lock(files, fakeProcesses(100))
  const second = fakeProcesses(200)
  let pauses = 0
  const pause = async (): Promise<void> => {
    if (++pauses === 3) second.dead.add(100)
  }
  expect((await lock(files, second, pause)).ok).toBe(true)
  expect(pauses).toBe(3)
})

test('a process that ended, and of which nobody asked how, does not live any more', async () => {
  // Its parent becomes `sleep`, which never asks.
  const parent = spawn('sh', ['-c', 'sh -c "exit 0" & echo $!; exec sleep 20'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const said = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (chunk: Buffer) => resolve(String(chunk))),
    )
    await expect.poll(() => systemProcesses.lives(Number(said)), { timeout: 5_000 }).toBe(false)
    expect(await systemProcesses.lives(process.pid)).toBe(true)
  } finally {
    parent.kill()
  }
})

test('a number that another process has by now does not keep the folder shut', async () => {
  const files = await folder()
  await lock(files, fakeProcesses(100))
  const later = fakeProcesses(200)
  later.births.set(100, 'after the restart')
  expect((await lock(files, later)).ok).toBe(true)
})

test('a lock of another machine is never judged by this machine’s processes', async () => {
  const files = await folder()
  await lock(files, fakeProcesses(100, 'desk'))
  const laptop = fakeProcesses(200, 'laptop')
  laptop.dead.add(100)
  expect(await lock(files, laptop)).toMatchObject({
    ok: false,
    error: { type: 'in-use', message: expect.stringContaining('Another machine') as string },
  })
})

test('a lock that stays empty is taken over, one that is being written is waited for', async () => {
  const files = await folder()
  await (await files.open('/data/lock', 'new')).close()
  expect((await lock(files, fakeProcesses(100))).ok).toBe(true)

  const other = await folder()
  const half = await other.open('/data/lock', 'new')
  const answer = await lock(other, fakeProcesses(200), async () => {
    await half.write(
      new TextEncoder().encode(JSON.stringify({ pid: 100, birth: null, machine: 'laptop', nonce: 'x' })),
      0,
    )
  })
  expect(answer).toMatchObject({ ok: false, error: { pid: 100 } })
})

test('of many that find a stale lock at once never two get the folder, and hardly ever none', async () => {
  let nobody = 0
  for (let seed = 1; seed <= 400; seed++) {
    const disk = await folder()
    await lock(disk, fakeProcesses(1))
    const random = seededRandom(seed * 7919)
    // Each step of each process takes its own time.
    const slow =
      <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        for (let i = Math.floor(random() * 6); i > 0; i--) await new Promise((resolve) => setImmediate(resolve))
        return act(...args)
      }
    const files = {
      ...disk,
      open: slow(disk.open),
      read: slow(disk.read),
      rename: slow(disk.rename),
      remove: slow(disk.remove),
      kind: slow(disk.kind),
    }
    const held = await Promise.all(
      Array.from({ length: 4 }, async (_, i) => {
        const processes = fakeProcesses(100 + i)
        processes.dead.add(1)
        const locked = await lock(files, processes)
        for (let rest = 0; rest < 20; rest++) await new Promise((resolve) => setImmediate(resolve))
        return locked.ok && (await locked.value.isHeld())
      }),
    )
    expect(held.filter((one) => one).length, `seed ${seed}`).toBeLessThan(2)
    if (!held.includes(true)) nobody++
  }
  expect(nobody).toBeLessThan(8)
})

test('on this machine: a killed process gives its folder free, a living one does not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordinal-lock-'))
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
  const pid = child.pid as number
  const owner = {
    pid,
    birth: await systemProcesses.birthOf(pid),
    machine: await systemProcesses.machine(),
    nonce: 'theirs',
  }
  await writeFile(join(folder, 'lock'), JSON.stringify(owner))
  const take = (nonce: string) =>
    lockFolder({ files: nodeFiles, folder, processes: systemProcesses, nonce, pause: async () => undefined })
  expect(await take('a')).toMatchObject({ ok: false, error: { pid } })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  expect((await take('b')).ok).toBe(true)
})
