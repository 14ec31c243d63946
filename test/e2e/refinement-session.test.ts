import { readFile } from 'node:fs/promises'
import { expect as playwrightExpect } from 'playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { picture } from './open-pages.ts'
import { hasNetwork, peopleAtHosts, type PeopleAtHosts } from './people-at-hosts.ts'
import { ordinal } from './running-host.ts'
import { letInByDigits, openRoomOf } from './two-laptops.ts'

/** Two laptops with a host each, and a phone: one facilitates, all look at the same item, and the summary writes itself. */
const see = playwrightExpect.configure({ timeout: 20_000 })

let people: PeopleAtHosts
beforeAll(async () => {
  people = await peopleAtHosts()
})
afterAll(async () => {
  await people.leave()
})

test.skipIf(!hasNetwork)(
  'a session on two laptops and a phone: late comers see the item, edits are live, and the summary is kept and printed (needs a network)',
  { timeout: 180_000 },
  async () => {
    const ada = await people.sit('Ada Byron', 'Product Owner')
    await ada.page
      .getByRole('button', { name: /sample/i })
      .first()
      .click()
    await see(ada.page.getByRole('grid')).toBeVisible()
    await ada.page.keyboard.press('g')
    await ada.page.keyboard.press('m')
    const invite = await openRoomOf(ada.page)

    const ben = await people.sit('Ben Ito', 'Developer')
    await letInByDigits(ada.page, ben.page, invite, 'Ben Ito')
    const phone = await (await ben.context.browser()!.newContext({ viewport: { width: 360, height: 740 } })).newPage()
    await phone.goto(invite.url)
    await phone.getByLabel('Your name').fill('Cleo')
    await phone.getByLabel('I help to build it').check()
    await phone.getByRole('button', { name: 'Ask to come in' }).click()
    await ada.page.getByRole('button', { name: 'Let in Cleo' }).click()

    await ada.page.keyboard.press('g')
    await ada.page.keyboard.press('r')
    await ada.page.getByRole('button', { name: 'Sessions' }).click()
    await ada.page.getByRole('button', { name: /^Start now with/ }).click()
    const item = ada.page.getByRole('article')
    await see(item).toBeVisible()
    const first = (await item.getAttribute('aria-label'))?.replace(/^\S+: /, '') ?? ''
    await see(phone.getByRole('heading', { name: first })).toBeVisible()

    // Who comes late sees the item that all look at, and edits it on their own machine.
    await ben.page.getByRole('button', { name: /Join the session/ }).click()
    await see(ben.page.getByRole('article')).toHaveAttribute('aria-label', new RegExp(escaped(first)))
    await ben.page.getByLabel('New Acceptance criterion').fill('It can be undone')
    await ben.page.getByLabel('New Acceptance criterion').press('Enter')
    await see(item.getByRole('textbox', { name: /^Acceptance criterion \d+$/ }).last()).toHaveValue('It can be undone')
    await see(phone.getByText('It can be undone')).toBeVisible()
    await ada.page.keyboard.press('Shift+S')
    await picture(ada.page, 'session-shared-screen')
    await ada.page.keyboard.press('Escape')

    await ada.page.keyboard.press('n')
    await see(item).not.toHaveAttribute('aria-label', new RegExp(escaped(first)))
    const second = (await item.getAttribute('aria-label'))?.replace(/^\S+: /, '') ?? ''
    await see(ben.page.getByRole('article')).toHaveAttribute('aria-label', new RegExp(escaped(second)))
    await see(phone.getByRole('heading', { name: second })).toBeVisible()

    await ada.page.getByRole('button', { name: 'End the session' }).click()
    await see(ada.page.getByText(/^2 items looked at/)).toBeVisible()
    await see(ada.page.getByText('There: Ada Byron, Ben Ito, Cleo')).toBeVisible()
    await see(ada.page.getByText('1 criterion added')).toBeVisible()
    await see(ben.page.getByText('No session is on.')).toBeVisible()
    await picture(ada.page, 'session-summary')

    await ada.page.getByRole('button', { name: 'Print or PDF' }).click()
    await see(ada.page.locator('html[data-print-ready=true]')).toBeAttached()
    const coming = ada.page.waitForEvent('download', { timeout: 60_000 })
    await ada.page.getByRole('button', { name: 'Save as PDF' }).click()
    const pdf = await readFile(await (await coming).path())
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const plan = /#\/p\/([^/]+)/.exec(ada.page.url())?.[1] ?? ''
    const told = await ordinal(ada.host.dataFolder, 'summary', '--plan', plan)
    expect(told.stdout).toContain('There: Ada Byron, Ben Ito, Cleo')
    for (const one of [ada, ben]) expect(one.faults).toEqual([])
  },
)

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
