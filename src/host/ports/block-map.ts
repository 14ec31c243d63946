import type { Block } from './encrypted-block.ts'

/** A run of a file's bytes that one block holds. `skip`: how many bytes of its content come before the run. */
export interface Run {
  readonly start: number
  readonly length: number
  /** Where the block begins on disk. */
  readonly at: number
  readonly skip: number
}

/** Which block holds which bytes of a file, as its blocks say one after the other. Bytes that none holds are zeros. */
export interface BlockMap {
  size(): number
  /** The block that begins on disk at `at`, written after all before it. */
  add(block: Block, at: number): void
  /** Runs of that range in order; what lies between them is held by none. */
  runs(from: number, to: number): Run[]
}

export function createBlockMap(): BlockMap {
  // Columns rather than objects: a plan of years has some hundred thousand blocks.
  const starts: number[] = []
  const lengths: number[] = []
  const ats: number[] = []
  const skips: number[] = []
  let size = 0

  /** The first run that ends behind a position. */
  const firstBehind = (position: number): number => {
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] as number) + (lengths[middle] as number) > position) high = middle
      else low = middle + 1
    }
    return low
  }
  const put = (index: number, remove: number, runs: readonly Run[]): void => {
    starts.splice(index, remove, ...runs.map((run) => run.start))
    lengths.splice(index, remove, ...runs.map((run) => run.length))
    ats.splice(index, remove, ...runs.map((run) => run.at))
    skips.splice(index, remove, ...runs.map((run) => run.skip))
  }
  const runAt = (index: number): Run => ({
    start: starts[index] as number,
    length: lengths[index] as number,
    at: ats[index] as number,
    skip: skips[index] as number,
  })
  /** Makes a range free of runs and gives the index where a run of it belongs. */
  const clear = (from: number, to: number): number => {
    const first = firstBehind(from)
    let last = first
    const left: Run[] = []
    while (last < starts.length && (starts[last] as number) < to) {
      const run = runAt(last++)
      const end = run.start + run.length
      if (run.start < from) left.push({ ...run, length: from - run.start })
      if (end > to) left.push({ start: to, length: end - to, at: run.at, skip: run.skip + to - run.start })
    }
    if (last > first) put(first, last - first, left)
    return left.length > 0 && (left[0] as Run).start < from ? first + 1 : first
  }

  return {
    size: () => size,
    add({ position, length }, at) {
      if (length === null) {
        clear(position, Infinity)
        size = position
        return
      }
      if (length === 0) return
      if (position >= size) {
        starts.push(position)
        lengths.push(length)
        ats.push(at)
        skips.push(0)
      } else put(clear(position, position + length), 0, [{ start: position, length, at, skip: 0 }])
      size = Math.max(size, position + length)
    },
    runs(from, to) {
      const found: Run[] = []
      for (let i = firstBehind(from); i < starts.length && (starts[i] as number) < to; i++) found.push(runAt(i))
      return found
    },
  }
}
