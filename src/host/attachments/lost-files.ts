import type { DamagedPlace } from '../../contract/health-calls.ts'
import type { Plan } from '../../doc/plan.ts'
import { SHELF, type FileShelf } from '../vault/file-shelf.ts'
import type { FileFetching } from './fetch-files.ts'
import type { KnownFiles } from './known-files.ts'
import { namedFiles } from './named-files.ts'

/** Attached files in a plan's backups. */
export interface FilesInBackups {
  /** What a backup holds of a file, and which one it was. */
  readonly inBackups: (hash: string) => Promise<{ readonly bytes: Uint8Array; readonly name: string } | null>
  /** Hashes that backups hold. */
  readonly namedByBackups: () => Promise<ReadonlySet<string>>
}

interface LostFilesParts extends FilesInBackups {
  readonly plan: Plan
  readonly shelf: FileShelf
  readonly known: KnownFiles
  readonly fetching: Pick<FileFetching, 'want' | 'stop'>
}

/** Whole bytes of a damaged or missing file out of a backup, put where they belong; the damaged ones are kept beside. */
export async function fromBackups(
  { inBackups, shelf, known, fetching }: LostFilesParts,
  hash: string,
): Promise<{ bytes: Uint8Array; name: string; keptAt: string } | null> {
  const found = await inBackups(hash)
  if (found === null) return null
  const keptAt = known.isDamaged(hash) ? `${SHELF}/${await shelf.mend(hash, found.bytes)}` : ''
  if (keptAt === '') await shelf.put(found.bytes)
  fetching.stop(hash)
  await known.noteHere(hash, found.bytes.length)
  return { ...found, keptAt }
}

/** Reads every byte, and mends what it can: from backups at once, from other devices as they come. */
export async function checkFiles(parts: LostFilesParts): Promise<DamagedPlace[]> {
  const { plan, shelf, known } = parts
  known.lookAgain()
  const places: DamagedPlace[] = []
  const here = await known.held()
  for (const [hash, size] of [...here]) {
    if (typeof (await shelf.read(hash)) !== 'string') await known.noteHere(hash, size)
    else {
      known.noteDamaged(hash)
      places.push(await mended(parts, hash, 'is damaged'))
    }
  }
  // What a backup holds was here once.
  for (const hash of await parts.namedByBackups())
    if (!here.has(hash) && namedFiles(plan).has(hash)) places.push(await mended(parts, hash, 'is missing'))
  return places
}

async function mended(parts: LostFilesParts, hash: string, what: 'is damaged' | 'is missing'): Promise<DamagedPlace> {
  const back = await fromBackups(parts, hash)
  const name = namedFiles(parts.plan).get(hash)?.last.name
  const words = `The file ${name === undefined ? hash.slice(0, 12) : `“${name}”`} ${what}.${back === null ? ' It is asked for again from every device that has it.' : ''}`
  if (back === null) parts.fetching.want(hash)
  const state = back === null ? 'lost' : 'mended'
  return { file: `${SHELF}/${hash}`, words, record: null, state, from: back?.name ?? '', keptAt: back?.keptAt ?? '' }
}
