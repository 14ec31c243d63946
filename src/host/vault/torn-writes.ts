import { join } from 'node:path'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import type { Files } from '../ports/files.ts'
import { isDamage } from './damage.ts'
import { nameOf, readSegments, recordWords } from './journal-reader.ts'
import { offsetOf, positionAt } from './position.ts'
import { listSegments, segmentName } from './segments.ts'

const TORN = /^(journal-(\d{6,}))(?:-(\d+))?-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-\d{3}Z/

/** Writes that had not finished when the power went or the host ended: their bytes lie in `torn/`, and this says so. */
export async function tornWrites(
  files: Files,
  folder: string,
  personOf: (id: string) => string,
): Promise<DamagedPlace[]> {
  const kept = join(folder, 'torn')
  if ((await files.kind(kept)) !== 'folder') return []
  const { segments } = await listSegments(files, folder)
  const places: DamagedPlace[] = []
  for (const name of await files.list(kept)) {
    const [, file = '', number, offset, day = '', hour = '', minute = ''] = TORN.exec(name) ?? []
    if (file === '') continue
    const before = await recordBefore(Number(number), Number(offset ?? 0))
    places.push({
      file: segmentName(Number(number)),
      words: `A write had not finished when Ordinal or the machine stopped${before}. It was found on ${day} at ${hour}:${minute} UTC; nobody was told that it is saved, and its bytes are kept.`,
      record: null,
      state: 'harmless',
      from: '',
      keptAt: join('torn', name),
    })
  }
  return places

  async function recordBefore(number: number, offset: number): Promise<string> {
    const here = segments.filter((one) => one.number === number)
    let before: Uint8Array | null = null
    for await (const one of readSegments(files, here, { from: positionAt(number, 0), upTo: Infinity }))
      if (!isDamage(one) && offsetOf(one.position) < offset) before = one.bytes
    const record = before === null ? null : nameOf(before)
    return record === null ? '' : `, after ${recordWords(record, personOf)}`
  }
}
