import type { Page } from 'playwright-core'
import type { EditLedger } from './edit-ledger.ts'

/** A page that does not answer a step within this has not come back. Milliseconds. */
const PATIENCE = 10_000

export interface EditsParts {
  readonly page: Page
  readonly plan: string
  readonly ledger: EditLedger
  readonly random: () => number
  /** A text that was never written before. */
  readonly token: () => string
  /** Ids of the items there were at first, in their order. Descriptions are typed into one, another one walks down. */
  readonly typist: string
  readonly walker: string
  readonly named: string
  /** Where the walker stands; counted from 0. */
  readonly place: { now: number }
}

type Edit = (parts: EditsParts) => Promise<void>

/** One edit of a random kind, as a person would make it: with the keyboard, in the page. */
export async function oneEdit(parts: EditsParts): Promise<void> {
  const chance = parts.random()
  const edit: Edit = chance < 0.5 ? typeDescription : chance < 0.7 ? createItems : chance < 0.85 ? renameItem : walkDown
  await edit(parts)
}

async function typeDescription({ page, plan, ledger, random, token, typist }: EditsParts): Promise<void> {
  await openDescription(page, plan, typist)
  for (const letter of `${token()} `) {
    // A plan that was opened anew meanwhile has closed the editor: what is pressed then is no edit.
    if (!(await page.evaluate(() => document.activeElement?.classList.contains('cm-content') ?? false))) return
    const done = ledger.typing(typist, letter)
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    done()
    if (random() < 0.3) await pause(random() * 60)
  }
}

/** The editor is loaded from the host when it is first used, which a host that is dead just then cannot give. */
export async function openDescription(page: Page, plan: string, id: string): Promise<void> {
  await open(page, plan, id)
  const beside = page.getByRole('complementary')
  const begin = beside.getByRole('button', { name: /^(Describe it|Edit$)/ })
  const text = beside.locator('.cm-content')
  await begin.or(text).first().waitFor({ timeout: PATIENCE })
  if (!(await text.isVisible())) await begin.click({ timeout: PATIENCE })
  await text.focus({ timeout: PATIENCE })
  await page.keyboard.press('Control+End')
}

async function createItems({ page, plan, ledger, random, token, named }: EditsParts): Promise<void> {
  await focusList(page, plan, named)
  await page.keyboard.press('c')
  const line = page.getByLabel('Title of the new item')
  // What the window before half typed is brought back; it is no edit, and written over.
  await line.fill('')
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    await line.waitFor({ timeout: PATIENCE })
    const title = token()
    await page.keyboard.type(title)
    const done = ledger.creating(title)
    await page.keyboard.press('Enter')
    done()
  }
  await page.keyboard.press('Escape')
}

async function renameItem({ page, plan, ledger, token, named }: EditsParts): Promise<void> {
  await open(page, plan, named)
  const field = page.getByRole('complementary').getByLabel('Title', { exact: true })
  await field.focus({ timeout: PATIENCE })
  await page.keyboard.press('Control+a')
  const title = token()
  await page.keyboard.type(title)
  const done = ledger.setting(`title/${named}`, title)
  await page.keyboard.press('Enter')
  done()
}

async function walkDown({ page, plan, ledger, random, walker, place }: EditsParts): Promise<void> {
  await focusList(page, plan, walker)
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    const done = ledger.setting(`place/${walker}`, String(place.now + 1))
    place.now++
    await page.keyboard.press('Alt+ArrowDown')
    done()
  }
}

/** The item is open beside the list, and current in it. */
async function open(page: Page, plan: string, id: string): Promise<void> {
  const hash = `#/p/${plan}/backlog/${id}`
  await page.evaluate((to) => {
    if (location.hash !== to) location.hash = to
  }, hash)
  await page.locator(`[id="row-${id}"].opened`).waitFor({ timeout: PATIENCE })
}

async function focusList(page: Page, plan: string, id: string): Promise<void> {
  await open(page, plan, id)
  await page.locator(`[id="row-${id}"] [role=gridcell]`).nth(3).click({ timeout: PATIENCE })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
