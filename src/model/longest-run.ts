/**
 * Which of these numbers form one longest increasing sequence, as true at their places: all others are the fewest that must
 * be moved to sort them. Numbers must differ.
 */
export function longestIncreasing(numbers: ArrayLike<number>): boolean[] {
  const before = new Int32Array(numbers.length).fill(-1)
  /** At each length the place where a sequence of it ends with the smallest number. */
  const ends: number[] = []
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] as number
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[ends[middle] as number] as number) < number) low = middle + 1
      else high = middle
    }
    before[at] = low === 0 ? -1 : (ends[low - 1] as number)
    ends[low] = at
  }
  const stays = new Array<boolean>(numbers.length).fill(false)
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) stays[at] = true
  return stays
}
