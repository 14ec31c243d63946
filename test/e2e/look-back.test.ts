import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect as playwrightExpect } from 'playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { picture } from './open-pages.ts'
import { hasNetwork, peopleAtHosts, type PeopleAtHosts } from './people-at-hosts.ts'
import { ordinal } from './running-host.ts'
import { openRoomOf } from './two-laptops.ts'

const see = playwrightExpect.configure({ timeout: 20_000 })

let people: PeopleAtHosts
beforeAll(async () => {
  people = await peopleAtHosts()
})
afterAll(async () => {
  await people.leave()
})

test.skipIf(!hasNetwork)(
  'a review and a retrospective are held with a phone, and their summaries, and that of a planning, are printed and told by the command line (needs a network)',
  { timeout: 180_000 },
  async () => {
    const { page, host, context, faults } = await people.sit('Ada Byron', 'Product Owner')
    await page
      .getByRole('button', { name: /sample/i })
      .first()
      .click()
    await see(page.getByRole('grid')).toBeVisible()
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    const invite = await openRoomOf(page)
    const phone = await (await context.browser()!.newContext({ viewport: { width: 360, height: 740 } })).newPage()
    await phone.goto(invite.url)
    await phone.getByLabel('Your name').fill('Cleo')
    await phone.getByLabel('I help to build it').check()
    await phone.getByRole('button', { name: 'Ask to come in' }).click()
    await page.getByRole('button', { name: 'Let in Cleo' }).click()
    await page.keyboard.press('g')
    await page.keyboard.press('s')

    await page.getByRole('button', { name: 'Look back' }).click()
    await page.getByRole('menuitem', { name: 'Hold the review' }).click()
    await see(page.getByRole('heading', { name: 'Outcomes reached' })).toBeVisible()
    await page.keyboard.press('Shift+S')
    await picture(page, 'review-outcomes')
    await page.keyboard.press('n')
    await see(page.getByRole('heading', { name: 'Was the Sprint Goal reached?' })).toBeVisible()
    await picture(page, 'review-goal')
    await phone.getByRole('textbox', { name: 'What do you ask for?' }).fill('A map of the quay')
    await picture(phone, 'review-phone')
    await phone.getByRole('button', { name: 'Ask for it' }).click()
    await see(phone.getByText('Your request is in the inbox.').first()).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^7/ }).click()
    await see(page.getByText('asked by Cleo (guest)')).toBeVisible()
    await page.getByRole('button', { name: 'End the review' }).click()
    await see(page.getByRole('heading', { name: /^Review of/ })).toBeVisible()
    await picture(page, 'review-summary')

    await page.getByRole('button', { name: 'Print or PDF' }).click()
    await see(page.locator('html[data-print-ready=true]')).toBeAttached()
    await picture(page, 'review-print')
    const plan = /#\/p\/([^/]+)/.exec(page.url())?.[1] ?? ''
    await page.getByRole('button', { name: 'Back to the session' }).click()
    await page.getByRole('button', { name: 'To the sprint' }).click()

    await page.getByRole('button', { name: 'Look back' }).click()
    await page.getByRole('menuitem', { name: 'Hold the retrospective' }).click()
    await page.keyboard.press('n')
    await phone.getByRole('textbox', { name: 'What do you take from this sprint?' }).fill('A quieter room')
    await phone.getByRole('button', { name: 'Wish' }).click()
    await see(page.getByRole('region', { name: 'Wish' }).getByText('A quieter room')).toBeVisible()
    await picture(page, 'retro-write')
    await page.keyboard.press('n')
    await phone.getByRole('button', { name: /A quieter room/ }).click()
    await see(page.getByText('1 vote so far.')).toBeVisible()
    await picture(phone, 'retro-phone-vote')
    await page.keyboard.press('n')
    await see(phone.getByRole('listitem').filter({ hasText: 'A quieter room' })).toContainText(/1 ?vote/)
    await picture(phone, 'retro-phone-talk')
    await page.getByRole('button', { name: 'End the retrospective' }).click()
    await see(page.getByText(/1 note written/)).toBeVisible()

    const told = await ordinal(host.dataFolder, 'summary', '--plan', plan)
    expect(told.stdout).toMatch(/## Wish for\n\n- A quieter room\s+1 vote/)

    await page.getByRole('button', { name: 'To the sprint' }).click()
    await page
      .getByRole('button', { name: /Sprint 14/ })
      .first()
      .click()
    await page.getByText('Sprint 15').first().click()
    await page.getByRole('button', { name: 'Plan in this window' }).click()
    for (const phase of ['Why', 'What', 'How', 'Confidence']) {
      await see(page.getByRole('button', { name: phase, exact: true })).toHaveAttribute('aria-current', 'step')
      await page.keyboard.press('n')
    }
    await page.getByRole('button', { name: 'Print or PDF' }).click()
    await see(page.getByRole('heading', { name: 'Sprint 15, Keel' })).toBeVisible()
    await page.getByRole('button', { name: 'Back to the session' }).click()
    await page.getByRole('button', { name: 'End the planning, start later' }).click()
    await see(page.getByRole('heading', { name: 'Planning of Sprint 15' })).toBeVisible()
    const planned = await ordinal(host.dataFolder, 'summary', '--plan', plan)
    expect(planned.stdout).toMatch(/^# Sprint 15, Keel\n\nHarbour, planned .*\n\n\*\*Sprint Goal:\*\*/)
    const out = join(host.dataFolder, 'planning.pdf')
    await ordinal(host.dataFolder, 'summary', 'Planning of Sprint 15', '--plan', plan, '--out', out)
    expect((await readFile(out)).subarray(0, 5).toString()).toBe('%PDF-')
    expect(faults).toEqual([])
  },
)
