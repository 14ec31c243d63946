// @ts-check
import { readFileSync } from 'node:fs'

/**
 * @typedef {object} Layer
 * @property {string} folder `src/model`
 * @property {readonly string[]} layers folders that it may import, `src/doc`; never names itself
 * @property {readonly string[]} packages packages that it may import; `any` for every one, `node` for Node's own
 */

/**
 * @typedef {object} Rules
 * @property {readonly Layer[]} layers
 * @property {ReadonlyMap<string, readonly string[]>} exceptions what single files may import beyond their layer
 */

/**
 * The layers as src/README.md tells them, so that page, lint and test never disagree.
 * @param {URL | string} [file]
 * @returns {Rules}
 */
export function readLayerTable(file = new URL('../../src/README.md', import.meta.url)) {
  return parseLayerTable(readFileSync(file, 'utf8'))
}

/**
 * @param {string} page
 * @returns {Rules}
 */
export function parseLayerTable(page) {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  const folders = rows.filter((row) => row.length === 4 && /^(src|electron)\//.test(row[0] ?? ''))
  const layers = folders.map(([folder = '', , imports = '', packages = '']) => ({
    folder,
    layers: names(imports).map((name) => toFolder(name, folders)),
    packages: names(packages),
  }))
  const exceptions = rows
    .filter((row) => row.length === 3 && /^`?(src|electron)\/.*\.(ts|svelte)`?$/.test(row[0] ?? ''))
    .map(([path = '', more = '']) => /** @type {const} */ ([path.replaceAll('`', ''), names(more)]))
  return { layers, exceptions: new Map(exceptions) }
}

/** @param {string} cell */
function names(cell) {
  return cell === '-'
    ? []
    : cell
        .split(',')
        .map((name) => name.replaceAll('`', '').trim())
        .filter(Boolean)
}

/**
 * @param {string} name
 * @param {readonly (readonly string[])[]} folders
 */
function toFolder(name, folders) {
  const folder = folders.map((row) => row[0] ?? '').find((known) => known === name || known.endsWith(`/${name}`))
  if (!folder) throw new Error(`src/README.md lets a folder import "${name}", and the table has no such folder.`)
  return folder
}
