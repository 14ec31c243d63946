import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { createItem } from '../../src/commands/create-item.ts'
import type { RoomState } from '../../src/contract/room-calls.ts'
import { AUTHOR, NO_CHOICES } from '../support/import-into.ts'
import { startTestHost, tempFolder } from '../support/host-in-process.ts'
import type { CrowdAnswer, CrowdOrder } from './guest-crowd.ts'
import type { Measure } from './measures.ts'
import { generatePlan } from './plan-generator.ts'
import { watchWork } from './watch-work.ts'

export interface JoinedCrowd {
  /** Of the host's loop while the crowd came in, in milliseconds: the longest time in which it did nothing else. */
  readonly longestStall: number
  /** The same in processor time of the host's thread: what it would be on a machine that does nothing else. */
  readonly longestWork: number
  /** From the first request for the page to an item on the screen, a guest each; NaN for one who never came in. */
  readonly joined: readonly number[]
}

const SETTLED_MS = 4_000

/**
 * So many phones join the room of a real host at once: they load the page, shake hands, ask, are let in the moment they ask, and
 * get what the room shows. The phones run in a process of their own, the host in this one, with a window that drives.
 */
export async function measureGuests(guests: number, items: number): Promise<JoinedCrowd> {
  const folder = await tempFolder()
  const built = (name: string): string => fileURLToPath(new URL(`../../out/${name}`, import.meta.url))
  const worker = (name: string): string => built(`host/${name}-worker.mjs`)
  const host = await startTestHost(folder.path, undefined, {
    pages: built('renderer'),
    workers: {
      snapshot: worker('snapshot'),
      import: worker('import'),
      history: worker('history'),
      backup: worker('backup'),
      check: worker('check'),
    },
  })
  const crowd = spawn(process.execPath, [fileURLToPath(new URL('./guest-crowd.mjs', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const { link } = host.connect()
    await link.call('profile.set', { name: 'Bench Owner', role: 'po' })
    await link.call('import.run', {
      job: 'bench',
      plan: null,
      newPlanName: 'Harbour',
      fileName: 'plan.json',
      bytes: new TextEncoder().encode(generatePlan(items, 1).json),
      choices: NO_CHOICES,
      author: AUTHOR,
    })
    const plan = (await link.call('plans.list', undefined))[0]?.id ?? ''
    const window = await host.window(plan)
    const { value: item } = window.run(createItem, {
      title: 'Hold a berth',
      at: 'top',
      description: 'For a night. '.repeat(100),
    })
    await window.window.delivered()
    await window.link.call('plan.presence', { plan, screen: 'refine', item, role: 'po', drives: true, hand: false })
    const admitted = new Set<string>()
    link.on('room.changed', ({ state }: { state: RoomState }) => {
      for (const { id, state: is } of state.guests) {
        if (is !== 'asks' || admitted.has(id)) continue
        admitted.add(id)
        void link.call('room.admitGuest', { plan, guest: id, in: true })
      }
    })
    const { guestUrl } = await link.call('room.open', { plan, port: 0 })
    // The import's snapshot and History are made by workers meanwhile.
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS))
    const lines = createInterface({ input: crowd.stdout })[Symbol.asyncIterator]()
    crowd.stdin.write(`${JSON.stringify({ link: guestUrl, guests } satisfies CrowdOrder)}\n`)
    await lines.next()
    const stalls = monitorEventLoopDelay({ resolution: 1 })
    stalls.enable()
    const work = watchWork()
    crowd.stdin.write('go\n')
    const joined = JSON.parse((await lines.next()).value as string) as CrowdAnswer
    stalls.disable()
    work.stop()
    return { longestStall: stalls.max / 1e6, longestWork: work.take(), joined: joined.map((ms) => ms ?? NaN) }
  } finally {
    crowd.kill()
    await host.stop()
    await folder.remove()
  }
}

/** As rows of the bench's table. */
export function guestMeasures(items: number, runs: readonly JoinedCrowd[]): Measure[] {
  const guests = runs[0]?.joined.length ?? 0
  return [
    {
      name: `${guests} guests join at once: longest stall of the host, a run each`,
      items,
      of: 'longest',
      target: 100,
      samples: runs.map(({ longestStall }) => longestStall),
      bare: null,
    },
    {
      name: `${guests} guests join at once: the same in processor time`,
      items,
      of: 'longest',
      target: 100,
      samples: runs.map(({ longestWork }) => longestWork),
      bare: null,
    },
    {
      name: `${guests} guests join at once: page asked for to item shown`,
      items,
      of: 'p95',
      target: null,
      samples: runs.flatMap(({ joined }) => joined),
      bare: null,
    },
  ]
}
