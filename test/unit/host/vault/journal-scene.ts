import { createManualClock, type ManualClock } from '../../../../src/host/ports/manual-clock.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { isDamage, type Damage } from '../../../../src/host/vault/damage.ts'
import { createJournal, type Journal } from '../../../../src/host/vault/journal.ts'
import { makePlanFolder } from '../../../../src/host/vault/plan-folder.ts'
import { JOURNAL_START, type Position } from '../../../../src/host/vault/position.ts'
import { listSegments } from '../../../../src/host/vault/segments.ts'

export const FOLDER = '/data/plans/plan'
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

export interface Scene {
  readonly files: MemoryFiles
  readonly clock: ManualClock
  readonly journal: Journal
}

/** An empty plan on a disk in memory, and its journal. */
export async function emptyPlan(): Promise<MemoryFiles> {
  const files = createMemoryFiles()
  await files.makeFolder('/data/plans')
  await files.syncFolder('/')
  await files.syncFolder('/data')
  await makePlanFolder(files, '/data/plans', 'plan')
  return files
}

export async function openJournal(
  given?: MemoryFiles,
  options: { segmentBytes?: number; floor?: Position } = {},
): Promise<Scene> {
  const files = given ?? (await emptyPlan())
  const clock = createManualClock()
  const list = await listSegments(files, FOLDER)
  return {
    files,
    clock,
    journal: createJournal({
      files,
      folder: FOLDER,
      plan: 'plan',
      clock,
      list,
      floor: options.floor ?? JOURNAL_START,
      ...options,
    }),
  }
}

/** What a reader finds: records as text, damage as it is. */
export async function found(journal: Journal, from: Position = JOURNAL_START): Promise<(string | Damage)[]> {
  const all: (string | Damage)[] = []
  for await (const one of journal.read(from)) all.push(isDamage(one) ? one : textOf(one.bytes))
  return all
}

/** Lets everything run that waits for no clock. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
