import { beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../unit/host/vault/seeded-random.ts'
import { judgeFlip, makeWholeFolder, type WholeFolder } from './byte-flips.ts'

/**
 * One byte of any file of a data folder is another than was written. A check notices it, everything opens, and what a
 * backup still has comes back. `npm run torture-disk -- --flips 10000 --seed 1` changes more of them.
 */
const FLIPS = 250
const SEED = 1
let whole: WholeFolder
const met = new Map<string, number>()

beforeAll(async () => {
  whole = await makeWholeFolder(seededRandom(SEED))
})

test(`${FLIPS} changed bytes are noticed, and nothing is lost that a backup has`, async () => {
  const random = seededRandom(SEED)
  for (let i = 0; i < FLIPS; i++) {
    const path = whole.paths[i % whole.paths.length] as string
    const bytes = await whole.disk.read(path)
    const at = Math.floor(random() * bytes.length)
    const to = ((bytes[at] as number) + 1 + Math.floor(random() * 255)) % 256
    const wrong = await judgeFlip(whole, path, at, to, random, (what) => met.set(what, (met.get(what) ?? 0) + 1))
    expect(wrong, `seed ${SEED}, change ${i}: byte ${at} of ${path} to ${to}`).toEqual([])
  }
})

test('every kind of file was changed, and places of every state came up', () => {
  const files = ['journal', 'a compressed segment', 'snapshot', 'plan', 'leases', 'a note', 'device.key', 'folder-mark']
  const others = [
    'a backup',
    'a part of a backup',
    'a checkpoint',
    "History's index",
    'a removed plan',
    'bytes kept aside',
  ]
  for (const kind of [...files, ...others, 'a damaged note kept aside', 'mended', 'harmless', 'found in a backup'])
    expect(met.get(kind) ?? 0, kind).toBeGreaterThan(0)
  expect(met.get('a record was lost until it was brought back') ?? 0).toBeGreaterThan(0)
})
