import { parse } from 'svelte/compiler'
import ts from 'typescript'

/**
 * What a source file imports, by any road: static, type-only and dynamic imports, re-exports and `import('x').T` types, in
 * .ts and in the script and the markup of .svelte.
 */
export function importsOf(file: string, text: string): string[] {
  return file.endsWith('.svelte') ? fromSvelte(text) : fromTypeScript(text)
}

function fromTypeScript(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((imported) => imported.fileName)
}

function fromSvelte(text: string): string[] {
  const found: string[] = []
  visit(parse(text, { modern: true }), (node) => {
    if (!IMPORTS.has(String(node['type']))) return
    const source = node['source'] ?? node['argument']
    const literal = isNode(source) && isNode(source['literal']) ? source['literal'] : source
    if (isNode(literal) && typeof literal['value'] === 'string') found.push(literal['value'])
  })
  return found
}

const IMPORTS = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

function visit(node: unknown, look: (node: Node) => void, seen = new Set<object>()): void {
  if (!isNode(node) || seen.has(node)) return
  seen.add(node)
  look(node)
  for (const value of Object.values(node)) visit(value, look, seen)
}
