import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { ServePage } from '../ports/network.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/**
 * The built page for phones, under `/g`. All of it is read once and kept: a request is a look into a map and never reaches the
 * disk, so no path can lead out of the folder. Without a built page there is none.
 */
export function guestPage(folder: string): ServePage {
  let kept: Awaited<ReturnType<typeof readPage>> | null = null
  return async (path) => {
    const page = kept ?? (await readPage(folder))
    // In a checkout it may just be built.
    if (page.has('/g')) kept = page
    return page.get(path) ?? null
  }
}

async function readPage(folder: string): Promise<ReadonlyMap<string, { type: string; bytes: Uint8Array }>> {
  const names = await readdir(folder).catch(() => [])
  const files = await Promise.all(
    names
      .filter((name) => TYPES[extname(name)] !== undefined)
      .map(async (name) => {
        const page = { type: TYPES[extname(name)] as string, bytes: await readFile(join(folder, name)) }
        return [name === 'index.html' ? '/g' : `/g/${name}`, page] as const
      }),
  )
  return new Map(files)
}
