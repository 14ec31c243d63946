import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { packSegment, unpackSegment } from '../../../../src/host/vault/packed-segment.ts'
import { encodeSnapshot, readSnapshot } from '../../../../src/host/vault/snapshot-file.ts'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'

let folder: { path: string; remove: () => Promise<void> }
let host: TestHost
beforeEach(async () => {
  folder = await tempFolder()
  host = await startTestHost(folder.path)
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

async function planCalled(name: string, titles: readonly string[]): Promise<{ id: string; path: string }> {
  const { id } = await host.connect().link.call('plans.create', { name })
  const window = await host.window(id)
  for (const title of titles) window.run(createItem, { title, at: 'bottom' })
  await window.window.delivered()
  return { id, path: join(folder.path, 'plans', id) }
}

/** Leaves, changes files, and starts again. */
async function restart(change: () => Promise<unknown>): Promise<void> {
  await host.stop()
  await change()
  host = await startTestHost(folder.path)
}

test('whatever a compressed segment claims to be, it is read without throwing and without the memory that it claims', () => {
  const plain = new Uint8Array(300_000).fill(7)
  const packed = packSegment(plain)
  const claiming = (change: (bytes: Buffer) => void): Uint8Array => {
    const bytes = Buffer.from(packed)
    change(bytes)
    return bytes
  }
  const head = (bytes: Buffer, length: number): void => {
    bytes.writeUInt32BE(length, 8)
    bytes.writeUInt32BE(crc32(bytes.subarray(8, 12)), 12)
  }
  const block = (bytes: Buffer, number: number): void => {
    bytes.writeUInt32BE(number, 20)
    bytes.writeUInt32BE(crc32(bytes.subarray(20, 32)), 32)
  }
  for (const change of [
    (bytes: Buffer) => head(bytes, 0xffffffff),
    (bytes: Buffer) => block(bytes, 0xffffffff),
    (bytes: Buffer) => {
      bytes.fill(0, 0, 16)
      block(bytes, 0xffffffff)
    },
    (bytes: Buffer) => {
      head(bytes, 0xffffffff)
      block(bytes, 0x3fff)
    },
  ]) {
    const { plain: read, damage } = unpackSegment(claiming(change))
    expect(damage.length).toBeGreaterThan(0)
    expect(read.length).toBeLessThan(10_000_000)
  }
})

test('a block that decompresses to more than it says is a damaged block', () => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000))
  const begin = Buffer.alloc(24)
  begin.write('OPBK')
  begin.writeUInt32BE(262_144, 8)
  begin.writeUInt32BE(bomb.length, 12)
  begin.writeUInt32BE(crc32(begin.subarray(4, 16)), 16)
  begin.writeUInt32BE(crc32(bomb), 20)
  const packed = Buffer.concat([packSegment(new Uint8Array(10)).subarray(0, 16), begin, bomb])
  expect(unpackSegment(packed).damage).toHaveLength(1)
})

test('pipes, folders and huge files under the names of a plan’s files keep no plan shut', async () => {
  const { id, path } = await planCalled('Xylotomy', ['one', 'two'])
  const strange: ((at: string) => unknown)[] = [
    (at) => execFileSync('mkfifo', [at]),
    (at) => mkdir(at),
    (at) => execFileSync('truncate', ['-s', '3G', at]),
  ]
  for (const put of strange)
    for (const name of [
      'snapshot-000099',
      'staged-import-x',
      'health.json',
      'torn',
      'history/index',
      'journal-000000',
    ]) {
      await restart(async () => {
        await mkdir(join(path, 'history'), { recursive: true })
        await rm(join(path, name), { recursive: true, force: true })
        await put(join(path, name))
      })
      const window = await host.window(id)
      expect(window.titles(), name).toEqual(['one', 'two'])
      const health = await host.connect().link.call('health.check', { plan: null })
      expect(health.plans[0]?.records, name).toBeGreaterThan(0)
      await restart(() => rm(join(path, name), { recursive: true, force: true }))
    }
})

test('leases, marks and notes that say anything keep no plan shut', async () => {
  const { id, path } = await planCalled('Xylotomy', ['one'])
  const anything = [
    '{"v":1,"device":"x","lines":null}',
    '{"v":1,"device":7,"lines":[1,2],"doubts":5}',
    '{"lines":{"abc":"free","-1":"free","1e999":"out","5":{}},"device":"x","doubts":{"a":1}}',
    '[]',
    'null',
    '"x"',
    '7',
    '{"places":[null,7,{"file":9}],"tried":[null],"checkedAt":"x"}',
    '{"places":[],"tried":[],"checkedAt":1e999}',
    '{"id":7,"v":-1}',
    '{"__proto__":{"places":1},"constructor":7}',
  ]
  const notes = (await readdir(folder.path)).filter((name) => name.endsWith('.json'))
  const files = [
    ...['leases.json', 'health.json', 'plan.json'].map((name) => join(path, name)),
    ...[...notes, 'backup-settings.json', 'outer-seals.json'].map((name) => join(folder.path, name)),
  ]
  for (const text of anything) {
    await restart(async () => {
      for (const file of files) {
        await writeFile(file, text)
        await rm(`${file}.second`, { force: true })
      }
    })
    const { link } = host.connect()
    expect(
      (await link.call('plans.list', undefined)).map((plan) => plan.id),
      text,
    ).toEqual([id])
    const window = await host.window(id)
    expect(window.titles(), text).toEqual(['one'])
    await link.call('health.state', { plan: id })
    await link.call('health.check', { plan: null })
    await link.call('backups.list', { plan: null })
    expect(
      host.faults.filter((fault) => /TypeError|RangeError/.test(fault)),
      text,
    ).toEqual([])
  }
})

test('a snapshot with the state of another plan, its sums made right, is never shown as this plan', async () => {
  const mine = await planCalled('Xylotomy', ['one', 'two', 'three'])
  const other = await planCalled('Brindlewick', ['foreign'])
  await restart(async () => {
    const [own = ''] = (await readdir(mine.path)).filter((name) => /^snapshot-\d+$/.test(name))
    const [foreign = ''] = (await readdir(other.path)).filter((name) => /^snapshot-\d+$/.test(name))
    const a = readSnapshot(new Uint8Array(await readFile(join(mine.path, own))))
    const b = readSnapshot(new Uint8Array(await readFile(join(other.path, foreign))))
    if (a === null || b === null) throw new Error('no snapshot')
    await writeFile(join(mine.path, own), encodeSnapshot({ ...a, state: b.state }))
  })
  const health = await host.connect().link.call('health.check', { plan: mine.id })
  expect(health.plans[0]?.damage.map(({ file }) => file).join()).toContain('snapshot-')
  await restart(() => Promise.resolve())
  expect((await host.window(mine.id)).titles()).toEqual(['one', 'two', 'three'])
})

test('the folder of one plan in the place of another is refused in a sentence and changed by nobody', async () => {
  const mine = await planCalled('Xylotomy', ['one'])
  const other = await planCalled('Brindlewick', ['foreign'])
  await restart(async () => {
    await rename(mine.path, join(folder.path, 'aside'))
    await rename(other.path, mine.path)
  })
  const before = await readFile(join(mine.path, 'journal-000001'))
  await expect(host.window(mine.id)).rejects.toThrow('holds the plan')
  expect(await readFile(join(mine.path, 'journal-000001'))).toEqual(before)
})
