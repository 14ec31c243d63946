import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { machineNow, onBuiltPage } from '../built-page.ts'
import { threadWords, watchMainThread } from '../main-thread.ts'
import { summary } from '../measures.ts'

const DRAGS = 6
const STEPS = 60

/**
 * Cards are dragged with the mouse over a sprint's board of many items, in the built screens; the time of each frame meanwhile, and
 * then once more what the main thread did for it. `npm run bench -- board [--items 200]`. It asserts nothing.
 */
export async function measureBoard(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { items: { type: 'string', default: '200' } } })
  const machine = machineNow()
  await onBuiltPage(import.meta.dirname, `items=${values.items}`, async (page) => {
    await page.waitForSelector('[data-item]')
    await page.evaluate(watchFrames)
    const { lift, over, drop } = await drags(page, () => Promise.resolve())
    const watch = await watchMainThread(page)
    await drags(page, watch.begin)
    const threads = await watch.stop()
    const lines = [
      machine,
      '',
      `${values.items} items, ${DRAGS} drags`,
      words('picked up', lift),
      words('over the board', over),
      words('dropped', drop),
      '',
      `${DRAGS} more, the main thread's processor time`,
    ]
    for (const [name, part] of [
      ['picked up', 'lift'],
      ['over the board', 'over'],
      ['dropped', 'drop'],
    ] as const) {
      const thread = threads.get(part)
      if (thread !== undefined) lines.push(`${name}: ${threadWords(thread)}`)
    }
    process.stdout.write(`${lines.join('\n')}\n`)
  })
}

function words(name: string, frames: readonly number[]): string {
  const { p50, p95, longest } = summary(frames)
  const slow = frames.filter((length) => length > 33.4).length
  return `${name}: ${frames.length} frames, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${longest.toFixed(1)} ms, ${slow} over 33 ms`
}

/** Each drag takes a card of the first column over all columns and back to the second one. */
async function drags(
  page: Page,
  begin: (part: string) => Promise<void>,
): Promise<Record<'lift' | 'over' | 'drop', number[]>> {
  const all: Record<'lift' | 'over' | 'drop', number[]> = { lift: [], over: [], drop: [] }
  const take = async (into: number[]): Promise<void> => {
    into.push(...(await page.evaluate(() => (window as unknown as { takeFrames: () => number[] }).takeFrames())))
  }
  for (let i = 0; i < DRAGS; i++) {
    const columns = page.locator('.columns section')
    const card = columns.first().locator('[data-item]').nth(i)
    await card.scrollIntoViewIfNeeded()
    const from = await card.boundingBox()
    const first = await columns.first().boundingBox()
    const second = await columns.nth(1).boundingBox()
    const last = await columns.last().boundingBox()
    if (from === null || first === null || second === null || last === null)
      throw new Error('The board is not in sight.')
    const y = Math.min(900, from.y + 60)
    await page.mouse.move(from.x + 40, from.y + 16)
    await begin('lift')
    await take([])
    await page.mouse.down()
    await page.mouse.move(from.x + 50, from.y + 30)
    await page.waitForTimeout(100)
    await take(all.lift)
    await begin('over')
    await take([])
    for (let step = 1; step <= STEPS; step++) {
      const there = step <= STEPS / 2 ? step / (STEPS / 2) : 2 - step / (STEPS / 2)
      await page.mouse.move(from.x + 40 + there * (last.x - first.x), y)
    }
    await page.mouse.move(second.x + 60, y)
    await take(all.over)
    await begin('drop')
    await take([])
    await page.mouse.up()
    await page.waitForTimeout(300)
    await take(all.drop)
    await begin('between')
  }
  return all
}

/** Runs in the page: how long each frame took since it was last asked. */
function watchFrames(): void {
  let seen: number[] = []
  let before = performance.now()
  const next = (): void => {
    const now = performance.now()
    seen.push(now - before)
    before = now
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
  Object.assign(window, {
    takeFrames: () => {
      const taken = seen
      seen = []
      return taken
    },
  })
}
