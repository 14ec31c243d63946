import type { ImportFile, PlanFile } from '../../state/home-state.svelte.ts'

/** Larger files are not read into the window: no export of 50,000 items comes near it. */
export const MAX_FILE_BYTES = 200 * 1024 * 1024
export const ACCEPTED = '.csv,.tsv,.txt,.json,.ordinal'

const PIECE_BYTES = 1024 * 1024
/** What a plan file begins with, and what Ordinal calls it. */
const PLAN_FILE = 'ORDPLAN'
const NAMED_PLAN_FILE = /\.ordinal$/i

/** Of what a person chose or dropped: a backlog to import, read; a plan file, which is read while it is taken in; or why not. */
export interface TakenFile {
  readonly file: ImportFile | null
  readonly planFile: PlanFile | null
  /** One sentence; empty where it was taken. */
  readonly why: string
}

/** Takes one file that a person chose or dropped, or says in one sentence why not. */
export async function takeFile(files: Iterable<File> | null | undefined): Promise<TakenFile> {
  const none = { file: null, planFile: null }
  const all = [...(files ?? [])]
  const [first] = all
  if (first === undefined)
    return { ...none, why: 'What was dropped is not a file. Save it as CSV or JSON and drop that.' }
  if (all.length > 1)
    return {
      ...none,
      why: `These are ${all.length} files. Import one at a time, so that each can be looked at before it is written.`,
    }
  try {
    if (NAMED_PLAN_FILE.test(first.name) || (await first.slice(0, PLAN_FILE.length).text()) === PLAN_FILE)
      return { ...none, planFile: planFileOf(first), why: '' }
    if (first.size > MAX_FILE_BYTES)
      return { ...none, why: `“${first.name}” is larger than 200 MB. Export fewer rows, in several files.` }
    return { ...none, file: { name: first.name, bytes: new Uint8Array(await first.arrayBuffer()) }, why: '' }
  } catch {
    return {
      ...none,
      why: `“${first.name}” could not be read. If it is a folder or was moved, choose the file again.`,
    }
  }
}

function planFileOf(file: File): PlanFile {
  return {
    name: file.name,
    size: file.size,
    async *pieces() {
      for (let at = 0; at < file.size; at += PIECE_BYTES)
        yield new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer())
    },
  }
}
