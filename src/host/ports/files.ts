/**
 * The disk, as the vault needs it. Paths are absolute. Every failure rejects with an Error whose `code` is the system's
 * (ENOENT, EEXIST, ENOSPC, EROFS, EACCES, EIO ...); `codeOf` reads it.
 *
 * What survives a power cut: a file's content and length after its `sync`, a name (made, renamed, removed) after
 * `syncFolder` of the folder it stands in. Nothing else is promised.
 */
export interface Files {
  /** Makes a folder and those above it, for this user only. Does nothing if it is there. */
  makeFolder(path: string): Promise<void>
  /** Names in a folder, sorted. */
  list(path: string): Promise<string[]>
  /** Null where nothing is there. */
  kind(path: string): Promise<'file' | 'folder' | null>
  /** All of a file. For files of modest size: EFBIG beyond 2 GB. EISDIR where a folder, a pipe or a device stands. */
  read(path: string): Promise<Uint8Array>
  /** `new` fails with EEXIST where something is there, `write` and `read` with ENOENT where nothing is, EISDIR where no plain file is. Mode 0600. */
  open(path: string, how: 'read' | 'write' | 'new'): Promise<OpenFile>
  /** Replaces what stands at `to`. */
  rename(from: string, to: string): Promise<void>
  /** A file, or a folder with all in it. Does nothing where nothing is. */
  remove(path: string): Promise<void>
  syncFolder(path: string): Promise<void>
  /**
   * Tells this very file or folder from a copy of it, also from one put back at the same place. The same after a restart
   * and after the file was written to or moved.
   */
  identity(path: string): Promise<string>
}

export interface OpenFile {
  size(): Promise<number>
  /** Fewer bytes than asked for only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>
  /** All or a rejection; after that any part of it may have been written. */
  write(bytes: Uint8Array, position: number): Promise<void>
  truncate(length: number): Promise<void>
  /** Content and length survive a power cut once this resolves. After a rejection, what was not synced may be lost: write it again. */
  sync(): Promise<void>
  /** False once the file was removed under us: writes would still succeed and go nowhere. */
  isLinked(): Promise<boolean>
  close(): Promise<void>
}

/** The system's name of a failure of Files, '' for any other error. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as { code?: unknown }).code : ''
  return typeof code === 'string' ? code : ''
}

/** What stands there is no file that could be read, whatever the disk does: a folder, a pipe, links in a ring, too much of it. */
export function isNoFile(error: unknown): boolean {
  return ['EISDIR', 'ELOOP', 'EFBIG'].includes(codeOf(error))
}
