import { judgeLines } from './judge-lines.ts'
import {
  KINDS_OF_LINES,
  KINDS_OF_WORK,
  KINDS_ON_A_DISK,
  KINDS_ON_THE_NETWORK,
  missingKinds,
} from './kinds-of-trouble.ts'
import { playHonest } from './play-honest.ts'
import { playNetwork } from './play-network.ts'
import { playSchedule, type Seen } from './play-schedule.ts'
import { drawSteps } from './steps.ts'

/** A world that plays one schedule for each seed. */
export interface SimulatedWorld {
  /** What went wrong, empty if nothing; counts in `seen` what happened. */
  play(seed: number, seen: Seen): Promise<readonly string[]>
  /** What should have happened in a long run, and did not. */
  missing(seen: Seen): string[]
}

export const WORLDS = {
  /** A host and its windows on a disk that fails, and processes that die. */
  disk: {
    play: (seed, seen) => playSchedule(seed, drawSteps(seed), seen),
    missing: (seen) => missingKinds(KINDS_ON_A_DISK, seen),
  },
  /** Hosts of a room on a bad network. */
  network: {
    async play(seed, seen) {
      const { wrong, seen: happened } = await playNetwork(seed)
      for (const [what, times] of Object.entries(happened)) seen[what] = (seen[what] ?? 0) + times
      return wrong
    },
    missing: (seen) => missingKinds(KINDS_ON_THE_NETWORK, seen, 3),
  },
  /** Copies, clones and restored folders of one host. */
  lines: { play: judgeLines, missing: (seen) => missingKinds(KINDS_OF_LINES, seen, 3) },
  /** People who do nothing wrong. */
  honest: { play: playHonest, missing: (seen) => missingKinds(KINDS_OF_WORK, seen, 3) },
} as const satisfies Record<string, SimulatedWorld>

export type WorldName = keyof typeof WORLDS
