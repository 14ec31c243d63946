import { parseArgs } from 'node:util'
import { machineNow, onBuiltPage } from '../built-page.ts'
import { measureSteps, type ScreenStep } from '../screen-steps.ts'

/**
 * The pictures of a sprint of many items with many change cards: board with burn-up, diary, and each part of its review, opened in
 * the built screens at 1920 x 1080. `npm run bench -- look-back [--items 200] [--cards 40]`. It asserts nothing.
 */
export async function measureLookBack(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { items: { type: 'string', default: '200' }, cards: { type: 'string', default: '40' } },
  })
  const machine = machineNow()
  await onBuiltPage(import.meta.dirname, `items=${values.items}&cards=${values.cards}`, async (page) => {
    await page.waitForFunction(() => 'bench' in window)
    await page.waitForSelector('main')
    const go = (place: string, until: string): Promise<number> =>
      page.evaluate(
        ([to, selector]) =>
          window.ordinalProbe.untilPainted(
            () => bench.go(to),
            () => document.querySelector(selector) !== null,
          ),
        [place, until] as const,
      )
    const away = async (): Promise<void> => void (await go('away', 'main:not(:has(.figure, .diary, .look-back))'))
    const opened = (name: string, place: string, until: string): ScreenStep => ({
      name,
      target: 100,
      times: 8,
      before: away,
      act: () => go(place, until),
    })
    const parts = await page.evaluate(() => bench.parts)
    const steps: ScreenStep[] = [
      opened('board with its burn-up', 'board', '.figure svg'),
      opened('diary, the last day', 'diary', '.diary'),
      {
        name: 'the diary goes to another day',
        target: 16,
        times: 16,
        before: async (turn) => void (turn % 16 === 0 && (await go('diary', '.diary'))),
        act: (turn) =>
          page.evaluate((at) => {
            const input = document.querySelector<HTMLInputElement>('.diary input[type=range]')
            const before = input?.getAttribute('aria-valuetext')
            const wanted = Math.max(0, Number(input?.max ?? 0) - 1 - (at % Number(input?.max ?? 1)))
            return window.ordinalProbe.untilPainted(
              () => {
                if (input === null) return
                input.value = String(wanted)
                input.dispatchEvent(new InputEvent('input', { bubbles: true }))
              },
              () => input?.getAttribute('aria-valuetext') !== before || input?.value === String(wanted),
            )
          }, turn),
      },
      opened('review', 'review', '.look-back'),
      ...parts.map((part, i): ScreenStep => ({
        name: `review: ${part}`,
        target: 100,
        times: 6,
        before: async (turn) => {
          if (turn % 6 === 0) await go('review', '.look-back')
          await page.evaluate((other) => void bench.part(other), parts[(i + 1) % parts.length] ?? '')
          await page.waitForTimeout(60)
        },
        act: () =>
          page.evaluate(
            (to) =>
              window.ordinalProbe.untilPainted(
                () => void bench.part(to),
                () => true,
              ),
            part,
          ),
      })),
    ]
    const table = await measureSteps(page, steps)
    process.stdout.write(`${machine}\n\n${values.items} items, ${values.cards} change cards\n${table}\n`)
  })
}

declare const bench: { go(place: string): void; readonly parts: readonly string[]; part(part: string): void }
