import { basename, dirname, join } from 'node:path'
import { damagedName } from './kept-aside.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { createJsonFile, type JsonFile } from './json-file.ts'

/** Where the second copy of a twin file lies. */
export const secondOf = (path: string): string => `${path}.second`

/**
 * A small file that nothing else could bring back, such as the device's key: written twice. If a byte of one copy was
 * changed, the other stands in, the damaged one is kept aside and a good one takes its place.
 */
export function createTwinFile(files: Files, path: string, now: () => number): JsonFile {
  const [first, second] = [createJsonFile(files, path), createJsonFile(files, secondOf(path))]

  return {
    async read() {
      const one = await readOr(first)
      const other = await readOr(second)
      const value = eitherOf(one, other)
      if (value === undefined) {
        if (one === DAMAGED) await setAside(path)
        if (other === DAMAGED) await setAside(secondOf(path))
        // Not a word of it is left: whoever asks must know the difference between that and a file that never was.
        if (one === DAMAGED || other === DAMAGED) throw new SyntaxError('Both copies of this file are damaged.')
        return undefined
      }
      if (isBad(one)) await setAside(path)
      if (isBad(other)) await setAside(secondOf(path))
      if (isBad(one) || one === undefined) await first.write(value).catch(later)
      else if (JSON.stringify(other) !== JSON.stringify(one)) await second.write(value).catch(later)
      return value
    },
    async write(value) {
      await first.write(value)
      await second.write(value).catch(later)
    },
  }

  async function setAside(damaged: string): Promise<void> {
    try {
      const folder = dirname(damaged)
      // Of a file that the disk does not give, the name says no sum.
      const bytes = await files.read(damaged).catch(() => null)
      await files.rename(damaged, join(folder, damagedName(basename(damaged), bytes, now())))
    } catch {
      later()
    }
  }
}

/** JSON.stringify of them is undefined, so that they equal no value. */
const DAMAGED = Symbol('damaged')
/** The disk did not give it. It may give it the next time, so nothing takes its place unless the other copy says what. */
const UNREAD = Symbol('unread')

const isBad = (copy: unknown): boolean => copy === DAMAGED || copy === UNREAD

async function readOr(file: JsonFile): Promise<unknown> {
  try {
    return await file.read()
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return DAMAGED
    if (codeOf(error) === 'EIO') return UNREAD
    throw error
  }
}

/** What the first copy says that is whole; undefined if none is. Throws if one that the disk did not give could say it. */
function eitherOf(one: unknown, other: unknown): unknown {
  for (const copy of [one, other]) if (!isBad(copy) && copy !== undefined) return copy
  if (one === UNREAD || other === UNREAD)
    throw Object.assign(new Error('EIO: the disk gives no whole copy of this file.'), { code: 'EIO' })
  return undefined
}

/** What one of the two copies says, the first if it is whole; undefined where neither is. Writes nothing. Rejects as `read` does where the disk gives none. */
export async function readEither(files: Files, path: string): Promise<unknown> {
  return eitherOf(await readOr(createJsonFile(files, path)), await readOr(createJsonFile(files, secondOf(path))))
}

/** A disk that takes no writing just now: the good copy is there all the same, and the next start mends. */
function later(): void {}
