import { join } from 'node:path'
import * as v from 'valibot'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import type { Files } from '../ports/files.ts'
import { createJsonFile } from './json-file.ts'

/** What the last look through a plan found, so that it is not announced anew at each start. Lies in the plan's folder. */
export interface KnownDamage {
  /** When every byte was last read; null: never. */
  readonly checkedAt: number | null
  /** Files are named within the plan's folder. Mended places stay, the newest first. */
  readonly places: readonly DamagedPlace[]
  /** What opening found when mending was last tried. */
  readonly tried: readonly string[]
}

export const HEALTH_NOTE = 'health.json'
/** Mended places that are remembered. */
const MOST = 200
const NOTHING: KnownDamage = { checkedAt: null, places: [], tried: [] }

const NoteSchema = v.object({
  checkedAt: v.nullable(v.number()),
  places: v.array(
    v.object({
      file: v.string(),
      words: v.string(),
      record: v.nullable(
        v.object({ client: v.number(), seq: v.number(), person: v.nullable(v.string()), time: v.number() }),
      ),
      state: v.picklist(['mended', 'history-only', 'lost', 'harmless']),
      from: v.string(),
      keptAt: v.string(),
    }),
  ),
  tried: v.array(v.string()),
})

/** Nothing is known where the note cannot be read: the next check finds it all again. */
export async function readKnownDamage(files: Files, folder: string): Promise<KnownDamage> {
  const saved = await createJsonFile(files, join(folder, HEALTH_NOTE))
    .read()
    .catch(() => undefined)
  const read = v.safeParse(NoteSchema, saved)
  return read.success ? read.output : NOTHING
}

export async function writeKnownDamage(files: Files, folder: string, known: KnownDamage): Promise<void> {
  const places = known.places.slice(0, MOST)
  await createJsonFile(files, join(folder, HEALTH_NOTE)).write({ v: 1, ...known, places })
}

/** What is known after a look that found `now`: that, and what was mended before. */
export function knownAfter(before: KnownDamage, now: readonly DamagedPlace[], checkedAt: number): KnownDamage {
  const same = (a: DamagedPlace, b: DamagedPlace): boolean => a.file === b.file && a.words === b.words
  const earlier = before.places.filter((one) => one.state === 'mended' && !now.some((place) => same(place, one)))
  return { checkedAt, places: [...now, ...earlier], tried: before.tried }
}
