import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { createLock } from '../../../src/state/lock-state.svelte.ts'
import EncryptionSection from '../../../src/ui/lock/encryption-section.svelte'
import UnlockPage from '../../../src/ui/lock/unlock-page.svelte'
import '../../../src/ui/theme/theme.ts'
import { barriersIn } from './accessible.ts'
import { CODE, memoryLock, WORDS } from './memory-lock.ts'

const FRESH = 'harbour pilot seven lamps'

async function locked() {
  let opened = 0
  const lock = createLock({ link: memoryLock({ encrypted: true, locked: true }), onOpened: () => (opened += 1) })
  await lock.load()
  await render(UnlockPage, { lock })
  return { field: page.getByRole('textbox'), opened: () => opened }
}

async function section(encrypted: boolean, keychain = false) {
  const lock = createLock({
    link: memoryLock({ encrypted, keychainAvailable: keychain }),
    onOpened: () => undefined,
  })
  await lock.load()
  await render(EncryptionSection, { lock })
  return lock
}

const field = (name: string) => page.getByRole('textbox', { name, exact: true })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const problems = () => barriersIn(document.body)

test('a locked folder shows one field, says what is wrong with what was typed, and opens by the right passphrase', async () => {
  const { field, opened } = await locked()
  await expect.element(field).toHaveFocus()
  expect(await problems()).toEqual([])
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('alert')).toHaveTextContent('Type the passphrase.')
  await userEvent.keyboard('not these words{Enter}')
  await expect.element(page.getByRole('alert')).toHaveTextContent('That does not open this data folder.')
  await expect.element(field).toHaveFocus()
  expect(await problems()).toEqual([])
  // What was wrong is selected: the next try takes its place.
  await userEvent.keyboard(WORDS + '{Enter}')
  await expect.poll(opened).toBe(1)
})

test('a locked folder opens by the recovery code too, and what was typed is shown only if asked for', async () => {
  const { field, opened } = await locked()
  await button('Use the recovery code').click()
  await expect.element(page.getByRole('textbox', { name: 'Recovery code' })).toHaveFocus()
  await expect.element(field).toHaveAttribute('type', 'password')
  await userEvent.keyboard(CODE)
  await button('Show recovery code').click()
  await expect.element(field).toHaveAttribute('type', 'text')
  expect(await problems()).toEqual([])
  await button('Open').click()
  await expect.poll(opened).toBe(1)
})

test('encryption is turned on by keyboard alone: each step has the focus, and nobody gets past the recovery code', async () => {
  await section(false)
  expect(await problems()).toEqual([])
  ;(button('Encrypt the data folder…').element() as HTMLElement).focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(field('New passphrase')).toHaveFocus()
  await userEvent.keyboard('short{Enter}')
  await expect.element(page.getByRole('alert')).toHaveTextContent('At least 8 letters')
  await expect.element(field('New passphrase')).toHaveFocus()
  expect(await problems()).toEqual([])
  await field('New passphrase').fill(FRESH)
  await field('The same once more').fill('harbour pilot')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('alert')).toHaveTextContent('The two are not the same.')
  await expect.element(field('The same once more')).toHaveFocus()
  await field('The same once more').fill(FRESH)
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText(CODE)).toBeVisible()
  await expect.element(page.getByRole('region', { name: 'Your recovery code' })).toHaveFocus()
  expect(await problems()).toEqual([])
  await expect.element(button('Done')).toBeDisabled()
  await page.getByRole('checkbox', { name: 'I have written it down' }).click()
  await button('Done').click()
  await expect.element(button('Change the passphrase…')).toHaveFocus()
  expect(page.getByText(CODE).query()).toBeNull()
  await expect.element(page.getByText('This data folder is encrypted.', { exact: false })).toBeVisible()
})

test('a passphrase is changed, a wrong one changes nothing and is asked for again', async () => {
  await section(true)
  await button('Change the passphrase…').click()
  const old = field('Passphrase now, or recovery code')
  await expect.element(old).toHaveFocus()
  await old.fill('not these words')
  await field('New passphrase').fill(FRESH)
  await field('The same once more').fill(FRESH)
  await button('Change it').click()
  await expect.element(page.getByText('That does not open this data folder.', { exact: false })).toBeVisible()
  await expect.element(old).toHaveFocus()
  expect(await problems()).toEqual([])
  await old.fill(WORDS)
  await button('Change it').click()
  await expect.element(page.getByText(CODE)).toBeVisible()
})

test('turning encryption off says what that means, and leaving it gives the focus back', async () => {
  const lock = await section(true)
  await button('Turn encryption off…').click()
  await expect.element(page.getByText('whoever gets at this disk can read it', { exact: false })).toBeVisible()
  await button('Cancel').click()
  await expect.element(button('Change the passphrase…')).toHaveFocus()
  await button('Turn encryption off…').click()
  await field('Passphrase now, or recovery code').fill(WORDS)
  await button('Turn it off').click()
  await expect.element(button('Encrypt the data folder…')).toHaveFocus()
  expect(lock.state?.encrypted).toBe(false)
})

test('a keychain alone asks for no passphrase, and is offered only where there is one', async () => {
  await section(false, true)
  await button('Encrypt the data folder…').click()
  await page.getByRole('checkbox', { name: /keychain open it/ }).click()
  await page.getByRole('checkbox', { name: /A passphrase too/ }).click()
  expect(field('New passphrase').query()).toBeNull()
  expect(await problems()).toEqual([])
  await button('Encrypt').click()
  await expect.element(page.getByText(CODE)).toBeVisible()
})
