import { expect, test } from 'vitest'
import { playNetwork } from './play-network.ts'

/** `ORDINAL_NETWORKS=20000 ORDINAL_SEED=5 npx vitest run --project simulation test/simulation/network.test.ts` plays more. */
const SCHEDULES = Number(process.env.ORDINAL_NETWORKS ?? 1000)
const FIRST = Number(process.env.ORDINAL_SEED ?? 1)

const KINDS = ['links', 'undo', 'cut', 'one way', 'partition', 'killed', 'removed', 'admitted', 'held', 'broken edge']
const TROUBLE = ['intruder', 'only a delete', 'removed while some held more of it', 'away at a new key']
const ROUGH = ['lost', 'repeated', 'swapped', 'blocked', 'silent', 'unknown', 'turned away', 'aside']

test(`${SCHEDULES} evenings on a bad network all end with one plan on all hosts`, async () => {
  const seen: Record<string, number> = {}
  for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
    const played = await playNetwork(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error })
    })
    expect(played.wrong, `seed ${seed}`).toEqual([])
    for (const [what, times] of Object.entries(played.seen)) seen[what] = (seen[what] ?? 0) + times
  }
  if (process.env.ORDINAL_NETWORKS) console.log(seen)
  // A simulation in which a thing never happens proves nothing about it.
  for (const what of [...KINDS, ...TROUBLE, ...ROUGH])
    expect(seen[what] ?? 0, what).toBeGreaterThan(SCHEDULES < 300 ? -1 : 3)
}, 3_600_000)
