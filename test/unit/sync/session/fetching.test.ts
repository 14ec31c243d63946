import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createManualClock } from '../../../../src/host/ports/manual-clock.ts'
import { createFetching, type FilePeer, type PartStore } from '../../../../src/sync/session/fetching.ts'

const bytesOf = (size: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) & 255)
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const MB = 1_000_000

/** A host that fetches, and peers beside it. A line carries so many bytes a second, one thing after the other. */
function scene() {
  const clock = createManualClock()
  const peers: FilePeer[] = []
  const shelf = new Map<string, Uint8Array>()
  const coming = new Map<string, Uint8Array>()
  const wrong: string[] = []
  const faults: unknown[] = []
  let disk = ''
  const store = async (hash: string): Promise<PartStore> => {
    const held = (): Uint8Array => coming.get(hash) ?? new Uint8Array()
    return {
      size: () => held().length,
      async add(bytes) {
        if (disk !== '') throw Object.assign(new Error(disk), { code: disk })
        coming.set(hash, new Uint8Array(Buffer.concat([held(), bytes])))
      },
      async finish() {
        const bytes = held()
        coming.delete(hash)
        if (hashOf(bytes) !== hash) return false
        shelf.set(hash, bytes)
        return true
      },
      async clear() {
        coming.delete(hash)
      },
      close: async () => undefined,
    }
  }
  const fetching = createFetching({
    peers: () => peers,
    store,
    now: clock.now,
    after: clock.after,
    onNews: () => undefined,
    onWrong: (device) => wrong.push(device),
    onFault: (error) => faults.push(error),
  })
  const lineOf = (bytesASecond: number, way = 2) => {
    let free = 0
    return (bytes: number, arrive: () => void): void => {
      free = Math.max(free, clock.now()) + (bytes / bytesASecond) * 1000
      clock.after(free - clock.now() + way, arrive)
    }
  }
  const asked: { device: string; from: number; most: number }[] = []
  const peer = (device: string, files: Map<string, Uint8Array>, line = lineOf(100 * MB)) => {
    const one: FilePeer = {
      device,
      ask(hash, from, most) {
        asked.push({ device, from, most })
        const bytes = files.get(hash)
        if (bytes === undefined) return line(50, () => fetching.hasNone(device, hash))
        const piece = bytes.slice(from, from + most)
        line(piece.length + 100, () => fetching.came(device, { hash, from, size: bytes.length, bytes: piece }))
      },
    }
    peers.push(one)
    fetching.look()
    return {
      line,
      comesFirst: () => (peers.unshift(one), fetching.look()),
      leave: () => (
        peers.splice(
          peers.findIndex((one) => one.device === device),
          1,
        ),
        fetching.look()
      ),
    }
  }
  /** What was begun a moment ago asks its first question before time goes on. */
  const pass = async (milliseconds: number): Promise<void> => {
    await clock.advance(0)
    await clock.advance(milliseconds)
  }
  return {
    clock,
    pass,
    fetching,
    shelf,
    coming,
    wrong,
    faults,
    asked,
    peer,
    lineOf,
    setDisk: (code: string) => (disk = code),
  }
}

test('a 10 MB file over a slow line keeps an edit waiting for a tenth of a second at most, and comes all the same', async () => {
  const at = scene()
  const file = bytesOf(400_000)
  const { line } = at.peer('ana', new Map([[hashOf(file), file]]), at.lineOf(100_000))
  const waits: number[] = []
  const edit = (): void => {
    const sent = at.clock.now()
    line(300, () => waits.push(at.clock.now() - sent))
    if (at.shelf.size === 0) at.clock.after(37, edit)
  }
  at.fetching.want(hashOf(file), 10 * MB, true)
  await at.pass(1_000)
  edit()
  for (let second = 0; second < 60 && at.shelf.size === 0; second++) await at.pass(1_000)
  expect(at.shelf.has(hashOf(file))).toBe(true)
  const sorted = waits.sort((a, b) => a - b)
  expect(sorted.length).toBeGreaterThan(50)
  expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(110)
  // A quick line is used: larger pieces.
  const quick = scene()
  const large = bytesOf(MB)
  quick.peer('ana', new Map([[hashOf(large), large]]))
  quick.fetching.want(hashOf(large), 10 * MB, true)
  await quick.pass(3_000)
  expect(quick.shelf.size).toBe(1)
  expect(Math.max(...quick.asked.map(({ most }) => most))).toBe(256 * 1024)
})

test('it goes on from another peer that has it when the first one leaves, from where it stopped', async () => {
  const at = scene()
  const file = bytesOf(300_000)
  const files = new Map([[hashOf(file), file]])
  const ana = at.peer('ana', files, at.lineOf(200_000))
  at.peer('eva', new Map())
  at.peer('omar', files)
  at.fetching.want(hashOf(file), MB, true)
  await at.pass(500)
  const got = at.fetching.state(hashOf(file))?.got ?? 0
  expect(got).toBeGreaterThan(10_000)
  ana.leave()
  await at.pass(3_000)
  expect(at.shelf.has(hashOf(file))).toBe(true)
  expect(at.asked.filter(({ device }) => device === 'omar')[0]?.from).toBeGreaterThanOrEqual(got)
  expect(at.wrong).toEqual([])
})

test('wrong bytes of one peer name it, wrong bytes of several are fetched anew from each alone, and the honest one’s count', async () => {
  const at = scene()
  const file = bytesOf(200_000)
  const bad = bytesOf(200_000, 5)
  at.peer('mallory', new Map([[hashOf(file), bad]]))
  at.fetching.want(hashOf(file), MB, true)
  await at.pass(2_000)
  expect(at.wrong).toEqual(['mallory'])
  expect(at.shelf.size).toBe(0)
  at.peer('ana', new Map([[hashOf(file), file]]))
  await at.pass(2_000)
  expect(at.shelf.has(hashOf(file))).toBe(true)

  const mixed = scene()
  const mallory = mixed.peer('mallory', new Map([[hashOf(file), bad]]), mixed.lineOf(100_000))
  mixed.fetching.want(hashOf(file), MB, true)
  await mixed.pass(800)
  mallory.leave()
  mixed.peer('ana', new Map([[hashOf(file), file]]))
  await mixed.pass(3_000)
  expect(mixed.wrong).toEqual([])
  expect(mixed.shelf.has(hashOf(file))).toBe(true)
})

test('whoever gives one wrong piece and leaves, again and again, keeps nobody from the file', async () => {
  const at = scene()
  const file = bytesOf(200_000)
  const mallory = at.peer('mallory', new Map([[hashOf(file), bytesOf(200_000, 5)]]), at.lineOf(100_000))
  at.fetching.want(hashOf(file), MB, true)
  await at.pass(800)
  mallory.leave()
  at.peer('ana', new Map([[hashOf(file), file]]), at.lineOf(300_000))
  await at.pass(100)
  mallory.comesFirst()
  while (at.asked.at(-1)?.device === 'ana') await at.pass(20)
  await at.pass(400)
  mallory.leave()
  await at.pass(1)
  expect(at.asked.at(-1)).toMatchObject({ device: 'ana', from: 0 })
  await at.pass(5_000)
  expect(at.shelf.has(hashOf(file))).toBe(true)
})

test('sizes that are lies, pieces that were not asked for and peers that never answer do no harm', async () => {
  const at = scene()
  const file = bytesOf(50_000)
  const hash = hashOf(file)
  at.peer('silent', new Map()).line
  const huge = bytesOf(300_000)
  at.peer('liar', new Map([[hash, huge]]))
  // As small files are wanted by themselves: more than that is not taken, and nobody is blamed for it.
  at.fetching.want(hash, 200_000, false)
  at.fetching.came('stranger', { hash, from: 0, size: 5, bytes: bytesOf(5) })
  await at.pass(1_000)
  expect(at.shelf.size).toBe(0)
  expect(at.wrong).toEqual([])
  expect(at.coming.size).toBe(0)
  at.peer('ana', new Map([[hash, file]]))
  await at.pass(30_000)
  expect(at.shelf.has(hash)).toBe(true)
})

test('an empty file comes, and a full disk is said and tried again', async () => {
  const at = scene()
  const nothing = new Uint8Array()
  const file = bytesOf(30_000)
  at.peer(
    'ana',
    new Map([
      [hashOf(nothing), nothing],
      [hashOf(file), file],
    ]),
  )
  at.fetching.want(hashOf(nothing), MB, true)
  await at.pass(100)
  expect(at.shelf.has(hashOf(nothing))).toBe(true)
  at.setDisk('ENOSPC')
  at.fetching.want(hashOf(file), MB, true)
  await at.pass(100)
  expect(at.fetching.state(hashOf(file))).toMatchObject({ trouble: 'ENOSPC', from: null })
  at.setDisk('')
  await at.pass(11_000)
  expect(at.shelf.has(hashOf(file))).toBe(true)
})
