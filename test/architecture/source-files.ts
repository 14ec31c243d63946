import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceFile } from './arrows.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FOLDERS = ['src', 'electron', 'test', 'resources', '.ci']

/** Every file of the project from its top, with forward slashes; what is installed or built is not of it. */
export function projectFiles(): string[] {
  const top = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile())
  const below = FOLDERS.flatMap((folder) => readdirSync(join(root, folder), { withFileTypes: true, recursive: true }))
  return [...top, ...below]
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/(^|\/)(__screenshots__|\.vitest-attachments|node_modules)\//.test(path))
}

export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The code that the layer table is about. The start scripts run before anything is built and import nothing of it. */
export function layeredSources(): SourceFile[] {
  return projectFiles()
    .filter((path) => /^(src|electron)\/.*\.(ts|svelte)$/.test(path))
    .map((path) => ({ path, text: readProjectFile(path) }))
}
