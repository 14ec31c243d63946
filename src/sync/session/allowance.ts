/**
 * How much a peer may send unasked: so much a second, and more at once after a quiet time. A person never comes near it.
 *
 * API: createAllowance({ aSecond, atOnce, now }) -> takes(amount): false once it is used up.
 */
export interface Allowance {
  takes(amount: number): boolean
}

export function createAllowance(parts: {
  readonly aSecond: number
  readonly atOnce: number
  /** Milliseconds. */
  readonly now: () => number
}): Allowance {
  let left = parts.atOnce
  let at = parts.now()
  return {
    takes(amount) {
      const now = parts.now()
      left = Math.min(parts.atOnce, left + (Math.max(0, now - at) * parts.aSecond) / 1000)
      at = now
      if (amount > left) return false
      left -= amount
      return true
    },
  }
}
