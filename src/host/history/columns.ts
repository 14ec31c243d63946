/** Numbers of one kind that grow at the end: eight bytes a number and less, where a list of objects takes a hundred. */
export interface Column<A extends Float64Array | Uint32Array | Int32Array | Uint8Array> {
  readonly length: number
  push(value: number): void
  /** 0 behind the end. */
  get(at: number): number
  set(at: number, value: number): void
  /** A view that the next push may leave behind. */
  values(): A
}

const FIRST_SIZE = 64

export const doubles = (): Column<Float64Array> => column((size) => new Float64Array(size))
export const counts = (): Column<Uint32Array> => column((size) => new Uint32Array(size))
export const integers = (): Column<Int32Array> => column((size) => new Int32Array(size))
export const bytes = (): Column<Uint8Array> => column((size) => new Uint8Array(size))

function column<A extends Float64Array | Uint32Array | Int32Array | Uint8Array>(make: (size: number) => A): Column<A> {
  let values = make(FIRST_SIZE)
  let length = 0
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
