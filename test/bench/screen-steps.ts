import type { Page } from 'playwright-core'
import { watchMainThread, type MainThread } from './main-thread.ts'
import { summary } from './measures.ts'

/** Something a person does on a screen, over and over. */
export interface ScreenStep {
  readonly name: string
  /** Milliseconds that p95 of its processor time should stay under; null where nobody named any. */
  readonly target: number | null
  readonly times: number
  /** Before each, and not measured. */
  before?(turn: number): Promise<void>
  /** Answers the milliseconds on the clock from the act to the painted frame. */
  act(turn: number): Promise<number>
}

/**
 * Every step on the clock, and once more with what the main thread did for it in processor time, which other work on the machine
 * does not lengthen.
 */
export async function measureSteps(page: Page, steps: readonly ScreenStep[]): Promise<string> {
  const lines = [['', 'times', 'clock p50', 'p95', 'longest', 'processor p50', 'p95', 'longest', 'of it script', 'aim']]
  for (const step of steps) {
    const clock: number[] = []
    for (let turn = 0; turn < step.times; turn++) {
      await step.before?.(turn)
      clock.push(await step.act(turn))
    }
    const watch = await watchMainThread(page)
    for (let turn = step.times; turn < 2 * step.times; turn++) {
      await watch.begin('between')
      await step.before?.(turn)
      await watch.begin(`turn ${turn}`)
      await step.act(turn)
    }
    await watch.begin('between')
    const parts = [...(await watch.stop())].filter(([name]) => name.startsWith('turn ')).map(([, part]) => part)
    const took = summary(clock)
    const worked = summary(parts.map(sum))
    const script = summary(parts.map(({ by }) => by.script + by.garbage))
    lines.push([
      step.name,
      String(step.times),
      ...[took.p50, took.p95, took.longest, worked.p50, worked.p95, worked.longest, script.p50].map(ms),
      step.target === null ? '-' : `${step.target} ms: ${worked.p95 <= step.target ? 'met' : 'missed'}`,
    ])
  }
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n')
}

const sum = ({ tasks }: MainThread): number => tasks.reduce((all, one) => all + one, 0)
const ms = (value: number): string => (value === Infinity ? 'never' : value < 10 ? value.toFixed(1) : value.toFixed(0))
