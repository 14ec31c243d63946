import { encodeUtf8 } from 'lib0/string'
import { MAX_NESTING } from './update-limits.ts'

/** True for JSON, and for `undefined`, NaN and the infinities, which Yjs can carry and readers put in order. */
export function isValue(value: unknown, nesting = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
      return true
    case 'object':
      if (value === null) return true
      if (nesting >= MAX_NESTING || value instanceof Uint8Array) return false
      for (const key in value) if (!isValue((value as Record<string, unknown>)[key], nesting + 1)) return false
      return true
    default:
      return false
  }
}

/** Bytes of its strings and keys, and one a node: never more than the update that carries it has. */
export function valueSize(value: unknown): number {
  if (typeof value === 'string') return 1 + encodeUtf8(value).length
  if (typeof value !== 'object' || value === null) return 1
  let size = 1
  for (const key in value) {
    size += Array.isArray(value) ? 0 : encodeUtf8(key).length
    size += valueSize((value as Record<string, unknown>)[key])
  }
  return size
}
