import { parseArgs } from 'node:util'
import { seededRandom } from '../unit/host/vault/seeded-random.ts'
import { judgeFlip, makeWholeFolder } from './byte-flips.ts'
import { judgeImage, recordSession } from './torn-images.ts'
import { IMAGE_KINDS } from './trace-images.ts'

/**
 * `npm run torture-disk -- [--images 10000] [--flips 10000] [--seed 1]`: power cuts behind any step of a vault at work, and
 * single bytes changed in any file of a data folder.
 */
export async function runDiskTorture(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      images: { type: 'string', default: '10000' },
      flips: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [images, flips, seed] = [Number(values.images), Number(values.flips), Number(values.seed)]
  if (!(images >= 0 && flips >= 0 && seed >= 1)) throw new Error('--images, --flips and --seed are numbers.')
  if (!(await tornImages(images, seed))) process.exitCode = 1
  if (!(await byteFlips(flips, seed))) process.exitCode = 1
}

/** A session for each thousand images, so that not one trace alone is looked at. */
async function tornImages(images: number, seed: number): Promise<boolean> {
  const started = performance.now()
  const random = seededRandom(seed)
  const met = new Map<string, number>()
  let failed = 0
  let judged = 0
  let trace = await recordSession(random)
  for (let i = 0; judged < images; i++) {
    const length = 1 + Math.floor(random() * trace.length)
    const kind = IMAGE_KINDS[i % IMAGE_KINDS.length] ?? 'whole'
    const wrong = await judgeImage(trace, length, kind, random, (what) => met.set(what, (met.get(what) ?? 0) + 1))
    if (wrong === null) continue
    if (wrong.length > 0) {
      failed++
      console.log(`Image ${i}, ${kind} behind step ${length} of ${trace.length}: ${wrong.join(' ')}`)
    }
    if (++judged % 1_000 === 0) trace = await recordSession(random)
  }
  tellMet(met)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(
    `${judged} images of power cuts from seed ${seed} in ${seconds} s: ${failed} lost something or did not open.`,
  )
  return failed === 0
}

/** Files are taken in turn, so that small ones come up as often as large ones; the byte and its new value by chance. */
async function byteFlips(flips: number, seed: number): Promise<boolean> {
  const started = performance.now()
  const random = seededRandom(seed)
  const met = new Map<string, number>()
  let failed = 0
  let whole = await makeWholeFolder(random)
  for (let i = 0; i < flips; i++) {
    if (i % 1_000 === 999) whole = await makeWholeFolder(random)
    const path = whole.paths[i % whole.paths.length] as string
    const bytes = await whole.disk.read(path)
    const at = Math.floor(random() * bytes.length)
    const to = ((bytes[at] as number) + 1 + Math.floor(random() * 255)) % 256
    const wrong = await judgeFlip(whole, path, at, to, random, (what) => met.set(what, (met.get(what) ?? 0) + 1))
    if (wrong.length === 0) continue
    failed++
    console.log(`Change ${i}, byte ${at} of ${path} to ${to}: ${wrong.join(' ')}`)
  }
  tellMet(met)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(
    `${flips} single bytes changed from seed ${seed} in ${seconds} s: ${failed} not noticed, not mended or kept something shut.`,
  )
  return failed === 0
}

function tellMet(met: ReadonlyMap<string, number>): void {
  console.log('What happened, and how often:')
  for (const [what, times] of [...met].sort()) console.log(`  ${what}: ${times}`)
}
