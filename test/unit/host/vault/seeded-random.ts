/** The minimal standard generator: the same numbers for the same seed, good enough to choose schedules and ids. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
