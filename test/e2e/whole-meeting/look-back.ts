import type { Page } from 'playwright-core'
import { picture } from '../open-pages.ts'
import { allWereThere, press, see, type Cast } from './cast.ts'

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const goTo = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: /^Parts of the/ })
    .getByRole('button', { name: new RegExp(`^\\d ${name}`) })
    .click()

/** From what the app recorded: outcomes, items, noes; the sprint is finished in it, and a phone's request goes to the inbox. */
export async function review({ ada, ben, cleo }: Cast): Promise<void> {
  const { page } = ada
  await page.getByRole('button', { name: 'Look back' }).click()
  await page.getByRole('menuitem', { name: 'Hold the review' }).click()
  await see(page.getByRole('heading', { name: 'Outcomes reached' })).toBeVisible()
  await press(page, 'Shift+S')
  await ben.page.getByRole('button', { name: /Join the review/ }).click()
  await press(page, 'n')
  await see(part(ben.page, 'Sprint Goal')).toContainText('and the office sees it at once')
  await part(page, 'Sprint Goal').getByText('Partly', { exact: true }).click()
  await goTo(page, 'Done')
  await see(part(ben.page, 'Done')).toContainText('A skipper holds a berth from the boat')

  // Each that is not done is named, with where it goes; what goes on is taken by a Developer, on the own laptop.
  await goTo(page, 'Not done')
  await ben.page.getByRole('button', { name: 'Say where they go, and finish' }).click()
  await see(ben.page.getByRole('combobox', { name: /^Where “/ })).toHaveCount(4)
  await ben.page.getByLabel('Where “A receipt by mail” goes').selectOption({ label: 'on into Sprint 2' })
  await ben.page.getByRole('button', { name: 'Finish the sprint' }).click()
  const left = part(page, 'Not done').getByRole('listitem')
  await see(left.filter({ hasText: 'back to the backlog, rank' })).toHaveCount(3)
  await see(left.filter({ hasText: 'A receipt by mail' })).toContainText('on into the next sprint')
  await picture(page, 'meeting-review')

  await goTo(page, 'Said no to')
  await see(part(ben.page, 'Said no to')).toContainText('The crane in this sprint')
  await goTo(page, 'Asked for')
  await cleo.getByRole('textbox', { name: 'What do you ask for?' }).fill('Hold two berths next to each other')
  await cleo.getByRole('button', { name: 'Ask for it' }).click()
  await see(part(page, 'Asked for')).toContainText('asked by Cleo (guest)')
  await page.getByRole('button', { name: 'End the review' }).click()
  await see(
    page.getByText('the Sprint Goal was partly reached, no outcome moved, 2 items done (8 points), 4 not done.', {
      exact: false,
    }),
  ).toBeVisible()
  await allWereThere(page)
}

/** Notes from both phones and a laptop, votes of a phone and a laptop, and one thing to try, which becomes an item. */
export async function retrospective({ ada, ben, cleo, dora }: Cast): Promise<void> {
  const { page } = ada
  await page.getByRole('button', { name: 'To the sprint' }).click()
  await page.getByRole('button', { name: 'Look back' }).click()
  await page.getByRole('menuitem', { name: 'Hold the retrospective' }).click()
  await see(part(page, 'Last time')).toBeVisible()
  await press(page, 'n')
  await ben.page.getByRole('button', { name: /Join the retrospective/ }).click()
  await say(cleo, 'The split kept the goal', 'Glad')
  await say(dora, 'Fewer calls while we work', 'Wish')
  await press(ben.page, '3')
  await ben.page.keyboard.type('Who knows the old service?')
  await press(ben.page, 'Enter')
  for (const [column, words] of [
    ['Glad', 'The split kept the goal'],
    ['Wish', 'Fewer calls while we work'],
    ['Puzzle', 'Who knows the old service?'],
  ] as const)
    await see(part(page, column)).toContainText(words)
  await picture(page, 'meeting-retrospective')
  await press(page, 'n')
  await ben.page.getByRole('button', { name: /Vote for Fewer calls/ }).click()
  await cleo.getByRole('button', { name: 'Fewer calls while we work' }).click()
  await see(page.getByText('2 votes so far.')).toBeVisible()
  await goTo(page, 'Try next')
  await ben.page.getByLabel('Something to try; Enter adds it').fill('One hour a day without the phone')
  await press(ben.page, 'Enter')
  await page.getByRole('button', { name: /^Make it an item/ }).click()
  await page.getByRole('button', { name: 'End the retrospective' }).click()
  for (const window of [page, ben.page])
    await see(window.getByText('3 notes written, 1 thing to try.', { exact: false })).toBeVisible()
  await picture(page, 'meeting-summary')
}

async function say(phone: Page, words: string, kind: string): Promise<void> {
  await phone.getByRole('textbox', { name: 'What do you take from this sprint?' }).fill(words)
  await phone.getByRole('button', { name: kind, exact: true }).click()
}
