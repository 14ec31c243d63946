import { seeded } from '../support/random.ts'

/** One thing that happens in a schedule. Numbers are taken modulo what is there, so that a step means something anywhere. */
export type Step =
  /** A window opens; with the cache that an earlier one left, if `cache` hits one. */
  | { readonly do: 'open'; readonly cache: number }
  | { readonly do: 'edit'; readonly window: number; readonly kind: EditKind; readonly a: number; readonly b: number }
  /** Letters in a description, as the text editor writes them. */
  | { readonly do: 'type'; readonly window: number; readonly item: number; readonly text: string }
  | { readonly do: 'undo'; readonly window: number }
  | { readonly do: 'import'; readonly rows: number }
  | { readonly do: 'leave'; readonly window: number }
  | { readonly do: 'crash-window'; readonly window: number }
  | { readonly do: 'wait'; readonly ms: number }
  /** The host's process dies at its n-th changing call from now on. */
  | {
      readonly do: 'kill'
      readonly calls: number
      readonly when: 'before' | 'middle' | 'after'
      /** Whether the power goes with it: what was not synced is lost, torn, zeroed or out of order. */
      readonly power: boolean
    }
  | { readonly do: 'stop' }
  | { readonly do: 'start' }
  | {
      readonly do: 'fault'
      readonly on: FaultCall
      readonly code: FaultCode
      readonly times: number
      readonly written: number
    }
  | { readonly do: 'full'; readonly free: number }
  | { readonly do: 'mend' }

export const EDIT_KINDS = [
  'create',
  'title',
  'estimate',
  'move',
  'delete',
  'restore',
  'criterion',
  'label',
  'bulk',
] as const
export type EditKind = (typeof EDIT_KINDS)[number]
export const FAULT_CALLS = [
  'write',
  'sync',
  'open',
  'rename',
  'truncate',
  'syncFolder',
  'remove',
  'read',
  'makeFolder',
] as const
export type FaultCall = (typeof FAULT_CALLS)[number]
export const FAULT_CODES = ['ENOSPC', 'EIO', 'EROFS', 'ENOENT'] as const
export type FaultCode = (typeof FAULT_CODES)[number]

/** A schedule is its seed: the same number draws the same steps, everywhere and always. */
export function drawSteps(seed: number, length = 40): Step[] {
  const random = seeded(seed * 7919 + 13)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  // Each schedule has a temper of its own, so that some are all about one thing.
  const troubled = random()
  const steps: Step[] = [{ do: 'open', cache: below(3) }]
  while (steps.length < length) {
    const kind = random()
    if (kind < 0.42)
      steps.push({ do: 'edit', window: below(8), kind: pick(EDIT_KINDS), a: below(1000), b: below(1000) })
    else if (kind < 0.5)
      steps.push({ do: 'type', window: below(8), item: below(1000), text: 'abc'.repeat(1 + below(3)) })
    else if (kind < 0.54) steps.push({ do: 'undo', window: below(8) })
    else if (kind < 0.56) steps.push({ do: 'import', rows: 1 + below(30) })
    else if (kind < 0.6) steps.push({ do: 'open', cache: below(4) })
    else if (kind < 0.62) steps.push({ do: 'leave', window: below(8) })
    else if (kind < 0.65) steps.push({ do: 'crash-window', window: below(8) })
    else if (kind < 0.78) steps.push({ do: 'wait', ms: pick([1, 10, 60, 300, 1_000, 6_000, 16_000, 70_000]) })
    else if (kind < 0.86) {
      if (random() < 0.3 + troubled * 0.7)
        steps.push({
          do: 'kill',
          calls: 1 + below(40),
          when: pick(['before', 'middle', 'after']),
          power: random() < 0.6,
        })
    } else if (kind < 0.88) steps.push({ do: 'stop' })
    else if (kind < 0.93) steps.push({ do: 'start' })
    else if (kind < 0.97) {
      if (random() < 0.3 + troubled * 0.7) {
        const [on, code] = [pick(FAULT_CALLS), pick(FAULT_CODES)]
        steps.push({
          do: 'fault',
          on,
          // A disk that cannot be read says so; none says of single files that they never were.
          code: on === 'read' && code === 'ENOENT' ? 'EIO' : code,
          times: pick([1, 1, 2, 5, 1_000]),
          written: pick([0, 0.3, 0.9, 1]),
        })
      }
    } else if (kind < 0.985) steps.push({ do: 'full', free: below(4_000) })
    else steps.push({ do: 'mend' })
  }
  return steps
}
