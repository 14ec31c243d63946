import type { Browser, Page } from 'playwright-core'
import { introduce } from '../e2e/introduce.ts'
import { installProbe } from './page-probe.ts'

/** Milliseconds of each try. */
export interface PageSamples {
  readonly coldPaint: number[]
  readonly coldEditable: number[]
  readonly warmPaint: number[]
  readonly warmEditable: number[]
  readonly edit: number[]
  readonly move: number[]
  readonly search: number[]
  readonly filter: number[]
  readonly frames: number[]
  readonly saved: number[]
  readonly remote: number[]
}

const OPENINGS = 5
const EDITS = 100
const FRAMES = 240
const WORDS = ['berth', 'waiting list', 'refund', 'tide tables', 'pilot', 'harbour masters']

/** Plays with one plan as a person would, through the real screens, and measures inside the page. */
export async function measurePages(
  browser: Browser,
  first: string,
  freshUrl: () => Promise<string>,
  plan: string,
): Promise<PageSamples> {
  const page = await openWindow(browser, first)
  await introduceOnce(page)
  const cold = await openings(page, plan, true)
  const warm = await openings(page, plan, false)
  const edits = await measureEdits(page)
  const move = await measureMoves(page)
  const frames = await measureScroll(page)
  const filter = await measureFilter(page)
  const search = await measureSearch(page)
  const remote = await measureRemote(page, await openWindow(browser, await freshUrl()), plan)
  return {
    coldPaint: cold.map((opening) => opening.paint),
    coldEditable: cold.map((opening) => opening.editable),
    warmPaint: warm.map((opening) => opening.paint),
    warmEditable: warm.map((opening) => opening.editable),
    edit: edits.painted,
    saved: edits.saved,
    move,
    frames,
    search,
    filter,
    remote,
  }
}

/** Opening the plan alone: with empty caches, then with what was kept. */
export async function measureOpenings(
  browser: Browser,
  url: string,
  plan: string,
): Promise<Pick<PageSamples, 'coldPaint' | 'coldEditable' | 'warmPaint' | 'warmEditable'>> {
  const page = await openWindow(browser, url)
  await introduceOnce(page)
  const cold = await openings(page, plan, true)
  const warm = await openings(page, plan, false)
  return {
    coldPaint: cold.map((opening) => opening.paint),
    coldEditable: cold.map((opening) => opening.editable),
    warmPaint: warm.map((opening) => opening.paint),
    warmEditable: warm.map((opening) => opening.editable),
  }
}

async function openWindow(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.addInitScript(installProbe)
  await page.goto(url)
  await page.waitForFunction(() => !location.hash.includes('token='))
  return page
}

const backlog = (page: Page, plan: string): string => `${new URL(page.url()).origin}/#/p/${plan}/backlog`

/** Whole page loads, until the marks that the page itself sets. */
async function openings(page: Page, plan: string, empty: boolean): Promise<{ paint: number; editable: number }[]> {
  const found: { paint: number; editable: number }[] = []
  const address = backlog(page, plan)
  for (let turn = 0; turn < OPENINGS; turn += 1) {
    // Another page of the same origin: the plan is closed and its caches are free to be wiped.
    await page.goto(`${new URL(address).origin}/elsewhere`)
    if (empty) await page.evaluate(wipeCaches)
    await page.goto(address)
    await page.waitForFunction(() => performance.getEntriesByName('ordinal:editable').length > 0)
    await page.locator('[role=row][data-id]').first().waitFor()
    found.push(
      await page.evaluate(() => {
        const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? NaN
        return { paint: at('ordinal:first-paint'), editable: at('ordinal:editable') }
      }),
    )
    // The rows of the next first paint are kept when the plan was quiet for a moment.
    await page.waitForTimeout(2_500)
  }
  return found
}

async function wipeCaches(): Promise<void> {
  for (const { name } of await indexedDB.databases())
    if (name)
      await new Promise((resolve) => {
        const wiping = indexedDB.deleteDatabase(name)
        wiping.onsuccess = wiping.onerror = wiping.onblocked = resolve
      })
}

/** Title edits in the list: Enter to painted row, and Enter to "saved". */
async function measureEdits(page: Page): Promise<{ painted: number[]; saved: number[] }> {
  return page.evaluate(async (edits) => {
    const painted: number[] = []
    const saved: number[] = []
    const press = (target: Element, key: string): boolean =>
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    const found = <E extends Element>(selector: string): E => {
      const element = document.querySelector<E>(selector)
      if (!element) throw new Error(`The backlog has no ${selector}.`)
      return element
    }
    const status = found('[role=status][aria-label="State of the work"]')
    for (let turn = 0; turn < edits; turn += 1) {
      const list = found<HTMLElement>('[role=grid]')
      list.focus()
      press(list, 'j')
      press(list, 'e')
      await new Promise((resolve) => setTimeout(resolve, 40))
      const input = found<HTMLInputElement>('[role=row] input')
      const row = input.closest('[role=row]')
      const title = `Bench ${turn} ${input.value}`.slice(0, 90)
      input.value = title
      input.dispatchEvent(new Event('input', { bubbles: true }))
      const start = performance.now()
      const whenSaved = new Promise<number>((resolve) => {
        let wasSaving = false
        const look = (): void => {
          if (!status.classList.contains('saved')) wasSaving = true
          else if (wasSaving) {
            watcher.disconnect()
            resolve(performance.now() - start)
          }
        }
        const watcher = new MutationObserver(look)
        watcher.observe(status, { attributes: true })
        setTimeout(() => resolve(NaN), 5_000)
      })
      painted.push(
        await window.ordinalProbe.untilPainted(
          () => press(input, 'Enter'),
          () => row?.querySelector('.title')?.textContent?.trim() === title,
        ),
      )
      saved.push(await whenSaved)
    }
    return { painted, saved }
  }, EDITS)
}

/** Steps down by the keyboard: key to the row painted in its new place. */
async function measureMoves(page: Page): Promise<number[]> {
  return page.evaluate(async (moves) => {
    const list = document.querySelector<HTMLElement>('[role=grid]')
    const id = document.querySelector('[role=row].current')?.id
    if (!list || !id) throw new Error('The backlog has no current row.')
    // Rows are drawn in elements that are used again, so that the row's own element is looked up each time.
    const place = (): string | null => document.getElementById(id)?.getAttribute('aria-rowindex') ?? null
    const samples: number[] = []
    for (let turn = 0; turn < moves; turn += 1) {
      list.focus()
      const before = place()
      const key = turn % 2 === 0 ? 'ArrowDown' : 'ArrowUp'
      samples.push(
        await window.ordinalProbe.untilPainted(
          () =>
            list.dispatchEvent(new KeyboardEvent('keydown', { key, altKey: true, bubbles: true, cancelable: true })),
          () => place() !== before,
        ),
      )
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return samples
  }, EDITS)
}

/** One wheel's worth of scrolling each frame, down through the whole list. */
async function measureScroll(page: Page): Promise<number[]> {
  return page.evaluate(async (frames) => {
    const rows = document.querySelector('[role=row][data-id]')
    let scroller = rows?.parentElement ?? null
    while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement
    const list = scroller
    if (!list) throw new Error('The backlog does not scroll.')
    const lengths = await window.ordinalProbe.frames(() => list.scrollBy(0, 400), frames)
    list.scrollTo(0, 0)
    return lengths
  }, FRAMES)
}

/** Letters typed one by one into the palette: each to its first hits among titles, labels and texts, in the page. */
async function measureSearch(page: Page): Promise<number[]> {
  await page.keyboard.press('Control+K')
  const field = page.getByRole('combobox')
  await field.fill('berth')
  await page.locator('[role=group][aria-label=Items]').waitFor()
  // The index is filled when the palette opens; what is measured is searching in it.
  await page.waitForTimeout(5_000)
  const samples = await page.evaluate(async (words) => {
    const input = document.querySelector<HTMLInputElement>('[role=combobox]')
    const list = document.querySelector('[role=listbox]')
    if (!input || !list) throw new Error('The palette is not open.')
    const hits = (): string => list.querySelector('[role=group][aria-label=Items]')?.textContent ?? ''
    const found: number[] = []
    for (const word of words)
      for (let end = 1; end <= word.length; end += 1) {
        const before = hits()
        const start = performance.now()
        const took = new Promise<number | null>((resolve) => {
          const watcher = new MutationObserver(() => {
            if (hits() !== before) resolve(performance.now() - start)
          })
          watcher.observe(list, { subtree: true, childList: true, characterData: true })
          // The same hits as before change nothing that could be seen.
          setTimeout(() => {
            watcher.disconnect()
            resolve(null)
          }, 400)
        })
        input.value = word.slice(0, end)
        input.dispatchEvent(new InputEvent('input', { bubbles: true }))
        const time = await took
        if (time !== null) found.push(time)
        await new Promise((resolve) => setTimeout(resolve, 60))
      }
    return found
  }, WORDS)
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'detached' })
  return samples
}

/** Letters typed one by one into the list's filter: each to the painted list. */
async function measureFilter(page: Page): Promise<number[]> {
  return page.evaluate(async (words) => {
    const list = document.querySelector<HTMLElement>('[role=grid]')
    list?.focus()
    list?.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const input = document.querySelector<HTMLInputElement>('[role=search] input[type=text]')
    if (!input) throw new Error('The backlog has no search field.')
    const samples: number[] = []
    const type = async (text: string): Promise<void> => {
      const shown = (): string => document.querySelector('[role=search] [role=status]')?.textContent ?? ''
      samples.push(
        await window.ordinalProbe.untilPainted(
          () => {
            input.value = text
            input.dispatchEvent(new InputEvent('input', { bubbles: true }))
          },
          // Letters that every item has show all of them, with no "of".
          () => (text === '' || /\d/.test(shown())) && list?.getAttribute('aria-busy') !== 'true',
        ),
      )
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    for (const word of words) for (let end = 1; end <= word.length; end += 1) await type(word.slice(0, end))
    await type('')
    samples.pop()
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    return samples
  }, WORDS)
}

/** Edits in one window until the row is painted in another, through the host and its disk. */
async function measureRemote(writer: Page, reader: Page, plan: string): Promise<number[]> {
  await reader.goto(backlog(reader, plan))
  await reader.locator('[role=row][data-id]').first().waitFor()
  const samples: number[] = []
  for (let turn = 0; turn < 30; turn += 1) {
    const title = `From the other window ${turn}`
    const seen = reader.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            if (
              ![...document.querySelectorAll('[role=row] .title')].some((cell) => cell.textContent?.trim() === wanted)
            )
              return
            watcher.disconnect()
            requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())))
          }
          const watcher = new MutationObserver(look)
          watcher.observe(document.body, { subtree: true, childList: true, characterData: true })
          setTimeout(() => resolve(NaN), 5_000)
        }),
      title,
    )
    // A browser that goes away fails the run where it is awaited, not before.
    seen.catch(() => undefined)
    const start = await writer.evaluate(async (wanted) => {
      const list = document.querySelector<HTMLElement>('[role=grid]')
      const press = (target: Element | null, key: string): void => {
        target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      }
      list?.focus()
      press(list, 'Home')
      await new Promise((resolve) => setTimeout(resolve, 100))
      press(list, 'e')
      await new Promise((resolve) => setTimeout(resolve, 60))
      const input = document.querySelector<HTMLInputElement>('[role=row] input')
      if (!input) throw new Error('The title is not being edited.')
      input.value = wanted
      const at = performance.timeOrigin + performance.now()
      press(input, 'Enter')
      return at
    }, title)
    samples.push((await seen) - start)
    await writer.waitForTimeout(50)
  }
  return samples
}

/** A folder that was kept from an earlier run knows the name already. */
async function introduceOnce(page: Page): Promise<void> {
  const name = page.getByLabel('Your name')
  await name.or(page.getByRole('main')).first().waitFor()
  await page.waitForTimeout(500)
  if ((await name.count()) === 0) return
  await introduce(page, 'Bench')
  await name.waitFor({ state: 'detached' })
}
