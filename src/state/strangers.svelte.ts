import type { HostLink } from '../contract/calls.ts'
import type { AcceptReport, Stranger } from '../contract/plan-file-calls.ts'
import { sentenceOf } from './failure-words.ts'

export type { AcceptReport, StrangeChange, Stranger } from '../contract/plan-file-calls.ts'

/** Changes of devices that do not belong to a plan's room: kept aside until a person takes them. */
export interface StrangersDesk {
  /** Null until it is known. */
  readonly list: readonly Stranger[] | null
  /** The device that something is done with; empty while nothing is. */
  readonly busy: string
  /** What failed last, and with which device. */
  readonly problem: { readonly device: string; readonly message: string } | null
  /** They count here and everywhere. Null where it failed. */
  accept(device: string): Promise<AcceptReport | null>
  /** They are deleted here. */
  turnAway(device: string): Promise<boolean>
  stop(): void
}

export function createStrangers({ link, plan }: { readonly link: HostLink; readonly plan: string }): StrangersDesk {
  let list = $state.raw<readonly Stranger[] | null>(null)
  let busy = $state('')
  let problem = $state.raw<StrangersDesk['problem']>(null)
  const stops = [
    link.on('strangers.changed', (news) => {
      if (news.plan === plan) void look()
    }),
    link.onState((isUp) => {
      if (isUp) void look()
    }),
  ]

  return {
    get list() {
      return list
    },
    get busy() {
      return busy
    },
    get problem() {
      return problem
    },
    accept: (device) => act(device, () => link.call('planFile.accept', { plan, device })),
    turnAway: async (device) =>
      (await act(device, async () => {
        await link.call('planFile.turnAway', { plan, device })
        return true
      })) === true,
    stop: () => stops.forEach((stop) => stop()),
  }

  async function look(): Promise<void> {
    list = await link.call('planFile.strangers', { plan }).catch(() => list)
  }

  async function act<T>(device: string, call: () => Promise<T>): Promise<T | null> {
    if (busy !== '') return null
    busy = device
    problem = null
    try {
      const answer = await call()
      await look()
      return answer
    } catch (error) {
      problem = { device, message: sentenceOf(error) }
      return null
    } finally {
      busy = ''
    }
  }
}
