import { parseArgs } from 'node:util'
import { machineNow, onBuiltPage } from '../built-page.ts'
import { measureSteps, type ScreenStep } from '../screen-steps.ts'

const NO_ROWS = 'main:not(:has(ol li[data-item]))'

/**
 * A sprint is planned from a long backlog on the shared screen, in the room theme at 1920 x 1080, in the built screens without a
 * host: `npm run bench -- planning [--items 10000]`. It asserts nothing.
 */
export async function measurePlanning(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { items: { type: 'string', default: '10000' } } })
  const machine = machineNow()
  await onBuiltPage(import.meta.dirname, `items=${values.items}`, async (page) => {
    await page.waitForFunction(() => 'bench' in window, undefined, { timeout: 300_000 })
    await page.waitForSelector('main')
    const go = (place: 'away' | 'room' | 'list', until: string): Promise<number> =>
      page.evaluate(
        ([to, selector]) =>
          window.ordinalProbe.untilPainted(
            () => window.bench.go(to),
            () => document.querySelector(selector) !== null,
          ),
        [place, until] as const,
      )
    const row = 'ol li[data-item]'
    /** A key, until the page shows what it did. */
    const press = (key: string, shows: string): Promise<number> =>
      page.evaluate(
        ([pressed, what]) => {
          const seen = (): string =>
            [...document.querySelectorAll(what)]
              .map((one) => `${one.textContent} ${one.getAttribute('data-item')}`)
              .join()
          const before = seen()
          return window.ordinalProbe.untilPainted(
            () =>
              (document.activeElement ?? document.body).dispatchEvent(
                new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true }),
              ),
            () => seen() !== before,
          )
        },
        [key, shows] as const,
      )
    const atTheTop = async (turn: number): Promise<void> => {
      if (turn % 20 !== 0) return
      await go('away', NO_ROWS)
      await go('room', row)
    }
    const inRoom: ScreenStep[] = [
      {
        name: 'open the room',
        target: null,
        times: 8,
        before: async () => void (await go('away', NO_ROWS)),
        act: () => go('room', row),
      },
      { name: 'J, to the next row', target: 16, times: 30, act: () => press('j', 'li.at') },
      {
        name: 'the capacity line moves',
        target: 16,
        times: 20,
        before: atTheTop,
        act: (turn) =>
          page.evaluate(
            (capacity) =>
              window.ordinalProbe.untilPainted(
                () => window.bench.capacity(capacity),
                () => document.querySelector('li.line b')?.textContent === `Capacity ${capacity}`,
              ),
            20 + (turn % 8) * 3,
          ),
      },
      {
        name: 'P, pulled',
        target: 16,
        times: 20,
        before: async (turn) => {
          if (turn > 0) await press('j', 'li.at')
          else await atTheTop(0)
        },
        act: () => press('p', 'li.line, li.here .sum'),
      },
      {
        name: 'somebody else writes a title',
        target: 16,
        times: 20,
        act: (turn) =>
          page.evaluate(
            (at) =>
              window.ordinalProbe.untilPainted(
                () => window.bench.retitle(at),
                () => true,
              ),
            turn,
          ),
      },
      {
        name: 'scroll, 400 px a frame',
        target: 33,
        times: 60,
        act: () => page.evaluate(async () => (await window.ordinalProbe.frames(scrollOn, 1))[0] ?? NaN),
      },
    ]
    const inList: ScreenStep[] = [
      {
        name: 'find, a letter',
        target: 16,
        times: 20,
        act: (turn) =>
          page.evaluate((at) => {
            const input = document.querySelector<HTMLInputElement>('input[type=search]')
            const word = 'invoice reminder'
            const wanted = word.slice(0, 1 + (at % word.length))
            return window.ordinalProbe.untilPainted(
              () => {
                if (input === null) return
                input.value = wanted
                input.dispatchEvent(new InputEvent('input', { bubbles: true }))
              },
              () => true,
            )
          }, turn),
      },
    ]
    await page.evaluate(() => {
      const scrollOn = (): void => {
        let place = document.querySelector('ol li[data-item]')?.parentElement ?? null
        while (place !== null && place.scrollHeight <= place.clientHeight + 1) place = place.parentElement
        place?.scrollBy(0, 400)
      }
      Object.assign(window, { scrollOn })
    })
    const room = await measureSteps(page, inRoom)
    await go('list', 'input[type=search]')
    const list = await measureSteps(page, inList)
    process.stdout.write(
      `${machine}\n\n${values.items} items, ${await page.evaluate(() => window.bench.pulled())} pulled\n${room}\n\n${list}\n`,
    )
  })
}

declare const scrollOn: () => void
