import * as Y from 'yjs'

/** The live entry of a map: the last in its list, if it is not deleted. */
export function liveItem(doc: Y.Doc, path: readonly string[]): Y.Item | undefined {
  let type: ReturnType<typeof doc.share.get> = doc.share.get(path[0] as string)
  for (let i = 1; i < path.length; i++) {
    const item: Y.Item | undefined = type?._map.get(path[i] as string)
    if (item === undefined || item.deleted || i === path.length - 1) return item?.deleted ? undefined : item
    type = item.content instanceof Y.ContentType ? item.content.type : undefined
  }
  return undefined
}
