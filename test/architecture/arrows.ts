import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { importsOf } from './imports-of.ts'
import type { Layer, Rules } from './layer-table.mjs'

export interface SourceFile {
  /** From the top of the project, with forward slashes: `src/model/item.ts`. */
  readonly path: string
  readonly text: string
}

/** The imports that the layer table forbids, each as a sentence with its arrow. */
export function forbiddenArrows(files: readonly SourceFile[], rules: Rules): string[] {
  return files.flatMap((file) => {
    const layer = layerOf(file.path, rules.layers)
    if (layer === undefined) return [`${file.path} lies in no folder of the table in src/README.md`]
    const also = rules.exceptions.get(file.path) ?? []
    return importsOf(file.path, file.text)
      .map((target) => arrow(file.path, layer, target, rules.layers, also))
      .filter((words) => words !== null)
  })
}

function arrow(
  path: string,
  from: Layer,
  target: string,
  layers: readonly Layer[],
  also: readonly string[],
): string | null {
  if (!target.startsWith('.')) {
    const name = packageOf(target)
    const allowed = from.packages.includes(name) || also.includes(name)
    const any = from.packages.includes('any') && name !== 'electron'
    return allowed || any ? null : `${path}: ${from.folder} -> package ${name}`
  }
  const file = posix.join(posix.dirname(path), target)
  if (file.startsWith('resources/')) return null
  const to = layerOf(file, layers)
  if (to === undefined) return `${path}: ${from.folder} -> ${file}`
  if (to === from || from.layers.includes(to.folder) || also.includes(file)) return null
  return `${path}: ${from.folder} -> ${to.folder}`
}

/** The deepest folder of the table that holds the file. */
function layerOf(path: string, layers: readonly Layer[]): Layer | undefined {
  return layers
    .filter((layer) => path.startsWith(layer.folder + '/'))
    .sort((a, b) => b.folder.length - a.folder.length)[0]
}

function packageOf(target: string): string {
  const bare = target.startsWith('node:') ? target.slice(5) : target
  if (target.startsWith('node:') || builtinModules.includes(bare)) return 'node'
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}
