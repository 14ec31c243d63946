import * as Y from 'yjs'

/** The value of a map's entry; undefined where it is a type or was deleted since. */
export function contentValue(content: unknown): unknown {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr[content.arr.length - 1]
  if (content instanceof Y.ContentString) return content.str
  if (content instanceof Y.ContentEmbed) return content.embed
  return undefined
}
