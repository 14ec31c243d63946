import type { ImportFile } from '../../state/home-state.svelte.ts'

/** Larger files are not read into the window: no export of 50,000 items comes near it. */
export const MAX_FILE_BYTES = 200 * 1024 * 1024
export const ACCEPTED = '.csv,.tsv,.txt,.json,.ordinal'

/** Reads one file that a person chose or dropped, or says in one sentence why not. */
export async function takeFile(
  files: Iterable<File> | null | undefined,
): Promise<{ file: ImportFile | null; why: string }> {
  const all = [...(files ?? [])]
  const [first] = all
  if (first === undefined)
    return { file: null, why: 'What was dropped is not a file. Save it as CSV or JSON and drop that.' }
  if (all.length > 1)
    return {
      file: null,
      why: `These are ${all.length} files. Import one at a time, so that each can be looked at before it is written.`,
    }
  if (first.size > MAX_FILE_BYTES)
    return { file: null, why: `“${first.name}” is larger than 200 MB. Export fewer rows, in several files.` }
  try {
    return { file: { name: first.name, bytes: new Uint8Array(await first.arrayBuffer()) }, why: '' }
  } catch {
    return {
      file: null,
      why: `“${first.name}” could not be read. If it is a folder or was moved, choose the file again.`,
    }
  }
}
