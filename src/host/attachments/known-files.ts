import type { FileShelf } from '../vault/file-shelf.ts'

/** What lies on the shelf, as far as this run of the host knows. */
export interface KnownFiles {
  /** With their bytes, as they are on the disk. */
  held(): Promise<ReadonlyMap<string, number>>
  /** It lies there and, as far as anybody looked, is what it is called. */
  isHere(hash: string): Promise<boolean>
  isDamaged(hash: string): boolean
  /** Read whole in this run, and found to be what it is called. */
  isSound(hash: string): boolean
  noteHere(hash: string, size: number): Promise<void>
  noteDamaged(hash: string): void
  /** The disk is to be looked at again. */
  lookAgain(): void
}

export function createKnownFiles(shelf: Pick<FileShelf, 'list'>): KnownFiles {
  let sizes: Promise<Map<string, number>> | null = null
  const sound = new Set<string>()
  const damaged = new Set<string>()
  const held = (): Promise<Map<string, number>> => {
    sizes ??= shelf.list().then((found) => new Map(found))
    sizes.catch(() => (sizes = null))
    return sizes
  }
  return {
    held,
    isHere: async (hash) => !damaged.has(hash) && (await held()).has(hash),
    isDamaged: (hash) => damaged.has(hash),
    isSound: (hash) => sound.has(hash),
    async noteHere(hash, size) {
      ;(await held()).set(hash, size)
      sound.add(hash)
      damaged.delete(hash)
    },
    noteDamaged(hash) {
      damaged.add(hash)
      sound.delete(hash)
    },
    lookAgain: () => (sizes = null),
  }
}
