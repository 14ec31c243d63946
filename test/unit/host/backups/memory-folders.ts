import type { Folders } from '../../../../src/host/ports/folders.ts'
import type { MemoryFiles } from '../../../../src/host/ports/memory-files.ts'

/** Folders of a disk in memory; what lies under `/stick` is another disk, which `pulled` takes out. */
export function memoryFolders(files: MemoryFiles): Folders & { pulled: boolean } {
  const folders = {
    home: '/home/ada',
    pulled: false,
    real: async (path: string) => path.replace(/\/+$/, '') || '/',
    async disk(path: string) {
      const onStick = path.startsWith('/stick')
      if (onStick && folders.pulled) return null
      return (await files.kind(path)) === 'folder' ? (onStick ? 'stick' : 'disk') : null
    },
    mayWrite: async (path: string) => path !== '/',
  }
  return folders
}
