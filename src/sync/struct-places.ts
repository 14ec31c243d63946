/**
 * Where in the plan a struct of an update stands: `items / <id> / title`. Yjs writes a parent only for structs without
 * neighbours; for all others it follows from the neighbour, which may lie in the document or earlier in the same update.
 */
import * as Y from 'yjs'

export interface Place {
  readonly root: string
  /** Keys from the root to the type that holds the struct. */
  readonly keys: readonly string[]
  /** The struct's own key there; null in a text or list. */
  readonly key: string | null
  /** Of the type that holds it; a root is 1. */
  readonly depth: number
  /** The type of the document that holds it; null if the update itself makes that. */
  readonly holder: HolderType | null
  /** `client/clock` of the struct that made the holder; '' for a root. Two records made apart under one id have one path and two of these. */
  readonly madeBy: string
}

export type Struct = Y.Item | Y.GC
export type HolderType = NonNullable<ReturnType<Y.Doc['share']['get']>>

/** Resolves one update's structs in order. `null`: the parent is gone, nothing will be seen of the struct. */
export interface StructPlaces {
  /** Must be asked for each struct of the update, in its order. */
  next(struct: Y.Item): Place | null
}

/** `roots` remembers root names of one document from update to update. */
export function createStructPlaces(doc: Y.Doc, structs: readonly Struct[], roots: RootNames): StructPlaces {
  const own = structs[0]?.id.client
  const start = structs[0]?.id.clock ?? 0
  const places = new Map<Struct, Place | null>()

  const isOwn = (id: Y.ID): boolean => id.client === own && id.clock >= start
  const ofNeighbour = (id: Y.ID): Place | null => {
    if (!isOwn(id)) return placeOfItem(heldStruct(doc, id), doc, roots)
    const struct = structHolding(structs, id.clock)
    return (struct && places.get(struct)) ?? null
  }
  const find = (struct: Y.Item): Place | null => {
    const parent = struct.parent as unknown
    const key = struct.parentSub
    if (typeof parent === 'string')
      return { root: parent, keys: [], key, depth: 1, holder: doc.share.get(parent) ?? null, madeBy: '' }
    if (parent instanceof Y.ID) {
      const maker = ofNeighbour(parent)
      return maker && inside(maker, key, isOwn(parent) ? null : typeMadeBy(heldStruct(doc, parent)), parent)
    }
    const { origin, rightOrigin } = struct
    return (origin && ofNeighbour(origin)) ?? (rightOrigin && ofNeighbour(rightOrigin))
  }
  return {
    next(struct) {
      const place = find(struct)
      places.set(struct, place)
      return place
    },
  }
}

export type RootNames = WeakMap<object, string>

/** Where a struct of the document stands, or null if it was garbage collected or never there. */
export function placeOfItem(item: Struct | undefined, doc: Y.Doc, roots: RootNames): Place | null {
  if (!(item instanceof Y.Item) || !(item.parent instanceof Y.AbstractType)) return null
  const holder = item.parent as HolderType
  if (holder._item !== null) {
    const place = placeOfItem(holder._item, doc, roots)
    return place && inside(place, item.parentSub, holder, holder._item.id)
  }
  const root = rootName(holder, doc, roots)
  return root === null ? null : { root, keys: [], key: item.parentSub, depth: 1, holder, madeBy: '' }
}

/** The struct of the document that holds this id. Neighbours of one line may have been merged into it. */
export function heldStruct(doc: Y.Doc, id: { readonly client: number; readonly clock: number }): Struct | undefined {
  const structs = doc.store.clients.get(id.client)
  const last = structs?.[structs.length - 1]
  if (structs === undefined || last === undefined || id.clock >= last.id.clock + last.length) return undefined
  return structs[Y.findIndexSS(structs, id.clock)]
}

/** `items/<id>/title`: names a field in heads, indexes and undo. */
export function pathOf(place: Place): string {
  let path = place.root
  for (const key of place.keys) path += `/${key}`
  return place.key === null ? path : `${path}/${place.key}`
}

function inside(maker: Place, key: string | null, holder: Place['holder'], { client, clock }: Y.ID): Place {
  const keys = maker.key === null ? maker.keys : [...maker.keys, maker.key]
  return { root: maker.root, keys, key, depth: maker.depth + 1, holder, madeBy: `${client}/${clock}` }
}

function typeMadeBy(item: Struct | undefined): Place['holder'] {
  return item instanceof Y.Item && item.content instanceof Y.ContentType ? item.content.type : null
}

function rootName(type: object, doc: Y.Doc, roots: RootNames): string | null {
  const known = roots.get(type)
  if (known !== undefined) return known
  // A root first seen in an update is replaced once somebody asks for it as a map, so names are looked up by object again.
  for (const [name, root] of doc.share) roots.set(root, name)
  return roots.get(type) ?? null
}

/** The struct of a list of consecutive ones that holds this clock, or its neighbour where none does. */
export function structHolding(structs: readonly Struct[], clock: number): Struct | undefined {
  let low = 0
  let high = structs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((structs[middle] as Struct).id.clock <= clock) low = middle
    else high = middle - 1
  }
  return structs[low]
}
