export type AnyColumn = Float64Array | Uint32Array | Int32Array | Uint8Array

/** Numbers of one kind that grow at the end: eight bytes a number and less, where a list of objects takes a hundred. */
export interface Column<A extends AnyColumn> {
  readonly length: number
  push(value: number): void
  /** 0 behind the end. */
  get(at: number): number
  set(at: number, value: number): void
  /** A view that the next push may leave behind. */
  values(): A
}

const FIRST_SIZE = 64

/** Each takes what a column held before, and goes on from there. */
export const doubles = (saved?: AnyColumn) =>
  column((size) => new Float64Array(size), saved as Float64Array | undefined)
export const counts = (saved?: AnyColumn) => column((size) => new Uint32Array(size), saved as Uint32Array | undefined)
export const integers = (saved?: AnyColumn) => column((size) => new Int32Array(size), saved as Int32Array | undefined)
export const bytes = (saved?: AnyColumn) => column((size) => new Uint8Array(size), saved as Uint8Array | undefined)

function column<A extends AnyColumn>(make: (size: number) => A, saved?: A): Column<A> {
  let values = saved === undefined || saved.length === 0 ? make(FIRST_SIZE) : saved
  let length = saved?.length ?? 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length === values.length) {
        const larger = make(length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    get: (at) => (at < length ? (values[at] as number) : 0),
    set(at, value) {
      values[at] = value
    },
    values: () => values.subarray(0, length) as A,
  }
}

/** How many of the sorted numbers `get(0) ... get(length - 1)` are not greater than `limit`. */
export function countUpTo(length: number, get: (at: number) => number, limit: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (get(middle) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
