import { counts, type AnyColumn } from './columns.ts'

/**
 * Numbers for names that are too many to keep as text, such as the ids of 300,000 changes: 20 bytes a name. A name is known
 * by 64 bits of it; whoever must be sure compares the name itself.
 */
export interface NameTable {
  readonly size: number
  /** From 0, in the order in which names came. */
  numberOf(name: string): number
  /** -1 for a name that never came. */
  find(name: string): number
  toColumns(): readonly [Uint32Array, Uint32Array]
}

export function createNameTable(saved?: readonly [AnyColumn | undefined, AnyColumn | undefined]): NameTable {
  const low = counts(saved?.[0])
  const high = counts(saved?.[1])
  let slots = new Int32Array(512)
  while (slots.length < low.length * 2 + 2) slots = new Int32Array(slots.length * 2)
  grow()

  return {
    get size() {
      return low.length
    },
    toColumns: () => [low.values(), high.values()],
    find: (name) => slots[slotOf(...hashOf(name))] as number,
    numberOf(name) {
      const [a, b] = hashOf(name)
      const slot = slotOf(a, b)
      const known = slots[slot] as number
      if (known >= 0) return known
      const fresh = low.length
      low.push(a)
      high.push(b)
      slots[slot] = fresh
      if (fresh * 2 > slots.length) grow()
      return fresh
    },
  }

  function slotOf(a: number, b: number): number {
    const mask = slots.length - 1
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const known = slots[slot] as number
      if (known < 0 || (low.get(known) === a && high.get(known) === b)) return slot
    }
  }

  function grow(): void {
    slots = new Int32Array(slots.length * 2).fill(-1)
    for (let i = 0; i < low.length; i++) slots[slotOf(low.get(i), high.get(i))] = i
  }
}

/** Two mixes of all letters; see name-table's warning on being sure. */
function hashOf(name: string): [number, number] {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < name.length; i++) {
    const letter = name.charCodeAt(i)
    a = Math.imul(a ^ letter, 2654435761)
    b = Math.imul(b ^ letter, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return [a >>> 0, b >>> 0]
}

/** A number for each of a few thousand names, and back. */
export interface Names {
  readonly all: readonly string[]
  numberOf(name: string): number
  find(name: string): number | undefined
}
export function createNames(saved: readonly string[] = []): Names {
  const all = [...saved]
  const numbers = new Map(all.map((name, number) => [name, number]))
  return {
    all,
    find: (name) => numbers.get(name),
    numberOf(name) {
      const known = numbers.get(name)
      if (known !== undefined) return known
      numbers.set(name, all.length)
      return all.push(name) - 1
    },
  }
}
