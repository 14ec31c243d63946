import type { CDPSession, Page } from 'playwright-core'

/** What a page's main thread did in one part of a run, in milliseconds of processor time: what else the machine does does not count. */
export interface MainThread {
  /** Each task of the event loop. A frame cannot come sooner than its longest task ends. */
  readonly tasks: number[]
  /** Own time of all tasks, by what was done in it. */
  readonly by: Record<Work, number>
}
export type Work = 'script' | 'style' | 'layout' | 'paint' | 'garbage' | 'other'

export interface ThreadWatch {
  /** All that follows belongs to this part, until the next one begins. */
  begin(part: string): Promise<void>
  stop(): Promise<ReadonlyMap<string, MainThread>>
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds on the clock, and of the thread's own processor time. */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

const MARK = 'bench part '
const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'v8',
  'blink.user_timing',
] as const
const WORK: readonly (readonly [Work, RegExp])[] = [
  ['garbage', /GC|Heap/],
  ['style', /^(UpdateLayoutTree|RecalculateStyles|ParseAuthorStyleSheet|ScheduleStyleRecalculation)$/],
  ['layout', /^(Layout|HitTest|IntersectionObserverController::computeIntersections)$/],
  ['paint', /^(PrePaint|Paint|PaintImage|Layerize|UpdateLayer|UpdateLayerTree|Commit|CompositeLayers)$/],
  [
    'script',
    /^(FunctionCall|EvaluateScript|EventDispatch|RunMicrotasks|FireAnimationFrame|TimerFire|FireIdleCallback|XHR|v8\.|V8\.)/,
  ],
]

/** Records the tasks of a page's main thread by Chromium's own tracing. It costs a little itself. */
export async function watchMainThread(page: Page): Promise<ThreadWatch> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('The page has no browser of its own.')
  const session: CDPSession = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: [...CATEGORIES] },
  })
  return {
    begin: (part) => page.evaluate((name) => void performance.mark(name), MARK + part),
    async stop() {
      const whole = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
      await session.send('Tracing.end')
      await whole
      await session.detach()
      return partsOf(events)
    },
  }
}

function partsOf(events: readonly TraceEvent[]): ReadonlyMap<string, MainThread> {
  const marks = events.filter(({ name }) => name.startsWith(MARK)).sort((a, b) => a.ts - b.ts)
  const [first] = marks
  const found = new Map<string, MainThread>()
  if (first === undefined) return found
  for (const { name } of marks)
    found.set(name.slice(MARK.length), {
      tasks: [],
      by: { script: 0, style: 0, layout: 0, paint: 0, garbage: 0, other: 0 },
    })
  const own = events
    .filter(({ ph, pid, tid, tdur }) => ph === 'X' && pid === first.pid && tid === first.tid && tdur !== undefined)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  const partAt = (ts: number): MainThread | undefined => {
    const mark = marks.findLast((one) => one.ts <= ts)
    return mark === undefined ? undefined : found.get(mark.name.slice(MARK.length))
  }
  const open: { end: number; work: Work; part: MainThread }[] = []
  for (const { name, ts, dur = 0, tdur = 0 } of own) {
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= ts) open.pop()
    const outer = open.at(-1)
    const part = outer?.part ?? partAt(ts)
    if (part === undefined) continue
    const work = WORK.find(([, names]) => names.test(name))?.[0] ?? outer?.work ?? 'other'
    if (outer === undefined) part.tasks.push(tdur / 1000)
    else part.by[outer.work] -= tdur / 1000
    part.by[work] += tdur / 1000
    open.push({ end: ts + dur, work, part })
  }
  return found
}

/** "longest task 12.3 ms, 0 of 140 over 33 ms; script 20, style 5, layout 4, paint 8, garbage 1, other 3 ms" */
export function threadWords({ tasks, by }: MainThread): string {
  const longest = tasks.reduce((most, one) => Math.max(most, one), 0)
  const slow = tasks.filter((length) => length > 33.4).length
  const kinds = Object.entries(by).map(([work, ms]) => `${work} ${ms.toFixed(0)}`)
  return `longest task ${longest.toFixed(1)} ms, ${slow} over 33 ms; in all ${kinds.join(', ')} ms`
}
