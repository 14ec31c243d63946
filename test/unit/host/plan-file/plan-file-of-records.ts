import type { AboutFile } from '../../../../src/host/plan-file/file-content.ts'
import type { PlanFileSource } from '../../../../src/host/plan-file/read-plan-file.ts'
import { writePlanFile } from '../../../../src/host/plan-file/write-plan-file.ts'
import { seeded } from '../../../support/random.ts'

/** What a passphrase costs in tests. */
export const CHEAP = { memoryKb: 8, passes: 1, lanes: 1 }

export const ABOUT: AboutFile = {
  plan: 'abcdefghijkmnpqr',
  name: 'Harbour',
  madeAt: 1_700_000_000_000,
  madeBy: 'anna',
  founder: { device: 'anna', key: new Uint8Array(32).fill(1), nonce: null },
  devices: [{ device: 'anna', key: new Uint8Array(32).fill(1), name: 'Anna’s laptop' }],
  records: 3,
}

/** The bytes of a plan file with these records, the same for the same seed. */
export async function planFileOf(
  records: readonly Uint8Array[],
  { passphrase = null, seed = 1, about = ABOUT }: { passphrase?: string | null; seed?: number; about?: AboutFile } = {},
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const written = writePlanFile({ about, records: inBatches(records), passphrase, random: bytesOf(seed), cost: CHEAP })
  for await (const piece of written) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}

export function sourceOf(bytes: Uint8Array): PlanFileSource {
  return { size: bytes.length, read: async (from, length) => bytes.subarray(from, from + length) }
}

/** Bytes of chance that are the same for the same seed. */
export function bytesOf(seed: number): (length: number) => Uint8Array {
  const random = seeded(seed)
  return (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

async function* inBatches(records: readonly Uint8Array[]): AsyncGenerator<readonly Uint8Array[]> {
  for (let at = 0; at < records.length; at += 100) yield records.slice(at, at + 100)
}
