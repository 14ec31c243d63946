import { beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../unit/host/vault/seeded-random.ts'
import { judgeImage, recordSession } from './torn-images.ts'
import { IMAGE_KINDS } from './trace-images.ts'
import type { TraceStep } from './write-trace.ts'

/**
 * The power goes behind any step of a vault at work. What is found then opens with all that was said to be saved.
 * `npm run torture-disk -- --images 10000 --seed 1` looks at more of them.
 */
const IMAGES = 400
const SEED = 1
let trace: readonly TraceStep[] = []
const met = new Map<string, number>()

beforeAll(async () => {
  trace = await recordSession(seededRandom(SEED))
})

test(`${IMAGES} images of a power cut open with all that was saved, and are written on`, async () => {
  const random = seededRandom(SEED)
  for (let i = 0, judged = 0; judged < IMAGES; i++) {
    const length = 1 + Math.floor(random() * trace.length)
    const kind = IMAGE_KINDS[i % IMAGE_KINDS.length] ?? 'whole'
    const wrong = await judgeImage(trace, length, kind, random, (what) => met.set(what, (met.get(what) ?? 0) + 1))
    if (wrong === null) continue
    judged++
    expect(wrong, `seed ${SEED}, image ${i}: ${kind} behind step ${length} of ${trace.length}`).toEqual([])
  }
})

test('every kind of image came up, and writes to every kind of file were torn', () => {
  const kinds = ['journal', 'snapshot', 'staged', 'compressed segment', 'leases', 'settings']
  for (const kind of [...IMAGE_KINDS, ...kinds.map((one) => `hit ${one}`), 'torn-tail', 'opened from a snapshot'])
    expect(met.get(kind) ?? 0, kind).toBeGreaterThan(0)
})
