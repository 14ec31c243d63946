// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
const stamp = join(root, 'out', 'sources.txt')

/** Folders and files that a build is made of. */
const PARTS = [
  'src',
  'electron',
  'resources',
  'electron.vite.config.ts',
  'guest.vite.config.ts',
  'tsconfig.json',
  'package.json',
]

/** Whether there are sources to build from; an installed package has none. */
export const hasSources = () => existsSync(join(root, 'electron.vite.config.ts'))

/** Why `out/` cannot be used as it is, or null if it can. */
export function whyBuild() {
  if (!hasSources()) return null
  if (!existsSync(stamp)) return 'Building Ordinal, since this is the first time'
  return readFileSync(stamp, 'utf8') === hashOfSources() ? null : 'Building Ordinal, since its sources changed'
}

/** A hash over the names and the bytes of all sources. Takes about 20 ms. */
export function hashOfSources() {
  const hash = createHash('sha256')
  for (const file of PARTS.flatMap(filesOf).sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/**
 * @param {string} part
 * @returns {string[]}
 */
function filesOf(part) {
  if (!existsSync(join(root, part))) return []
  if (/\.(ts|json)$/.test(part)) return [part]
  return readdirSync(join(root, part), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.md$|^\./.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}
