import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

test('Safety says when the last proven backup was made and where backups go', async () => {
  const { screen } = await planWindow({ screen: 'safety' })
  await expect.element(screen.getByText('The last proven backup is from', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('If this machine is lost, so are its backups.', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('All 1,204 records are as they were written.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('a backup is made by hand with a name, and stands on top', async () => {
  const { screen, said } = await planWindow({ screen: 'safety' })
  await screen.getByLabelText('Name of a new backup (may be left empty)').fill('Before the review')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('listitem').first().getByText('Before the review')).toBeVisible()
  await expect.poll(said).toBe('A backup was made and proven.')
})

test('bringing a backup back says first what would be written, and then offers to undo it', async () => {
  const { screen } = await planWindow({ screen: 'safety' })
  await screen
    .getByRole('button', { name: /^Restore ?: the backup of/ })
    .nth(1)
    .click()
  await screen.getByRole('menuitem', { name: 'Bring the plan back to this…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bring the plan back to this backup' })
  await expect.element(dialog.getByText('50 deleted items come back to the backlog')).toBeVisible()
  expect(await barriersIn(document.querySelector('[role=dialog]') ?? undefined)).toEqual([])
  await dialog.getByRole('button', { name: 'Bring it back', exact: true }).click()
  // Said on the screen and to screen readers: waiting for one alone takes as long as the line stands.
  await expect.element(page.getByText('The plan is back as it was in the backup.').first()).toBeVisible()
})

test('a backup opens as a new plan under a name of its own', async () => {
  const { screen, places } = await planWindow({ screen: 'safety' })
  await screen
    .getByRole('button', { name: /^Restore ?: the backup of/ })
    .nth(1)
    .click()
  await screen.getByRole('menuitem', { name: 'Open it as a new plan…' }).click()
  await page.getByRole('button', { name: 'Open as a new plan' }).click()
  await expect.poll(() => places.at(-1)).toMatchObject({ plan: 'restored', screen: 'backlog' })
})

test('a folder is chosen by walking through folders with the keyboard', async () => {
  const { screen } = await planWindow({ screen: 'safety' })
  await screen.getByRole('button', { name: 'Choose a folder or stick' }).click()
  const dialog = page.getByRole('dialog', { name: 'A folder for backups' })
  await dialog.getByRole('button', { name: 'Nextcloud' }).click()
  await expect
    .poll(() => (document.querySelector('[role=dialog] input') as HTMLInputElement).value)
    .toBe('/home/ada/Nextcloud')
  expect(await barriersIn(document.querySelector('[role=dialog]') ?? undefined)).toEqual([])
  await dialog.getByRole('button', { name: 'Keep backups here' }).click()
  await expect.element(screen.getByText('/home/ada/Nextcloud')).toBeVisible()
})

test('damage, held back edits and a missing stick are said in plain words', async () => {
  const { screen } = await planWindow({ screen: 'safety' }, 'po', undefined, { safety: 'worn' })
  await expect.element(screen.getByText('the stick may be pulled out', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('Mended from the backup of yesterday')).toBeVisible()
  await expect.element(screen.getByText('Not found anywhere yet')).toBeVisible()
  await expect.element(screen.getByText('Something that was saved is damaged', { exact: false })).toBeVisible()
  // Whose edit it is, by the reader's clock; which record and which bytes stand apart, for whoever mends by hand.
  const { fullMoment } = await import('../../../src/ui/history/moment-words.ts')
  const moment = fullMoment(Date.UTC(2026, 4, 3, 14, 2))
  await expect.element(screen.getByText(`The edit of Anna at ${moment} is damaged.`, { exact: true })).toBeVisible()
  await expect
    .element(screen.getByText('record 42 of line 3157; journal-000001, bytes 139 to 536', { exact: false }))
    .toBeVisible()
  await expect.element(screen.getByRole('heading', { name: 'Held back' })).toBeVisible()
  await expect.element(screen.getByText('Not proven yet, so it does not count')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('a plan without a backup says so and what will happen', async () => {
  const { screen } = await planWindow({ screen: 'safety' }, 'po', undefined, { safety: 'none' })
  await expect.element(screen.getByText('There is no backup of this plan yet.', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('what needs the person is marked at the plan and in its menu, and said on top of Safety', async () => {
  const { screen } = await planWindow({ screen: 'backlog' }, 'po', undefined, { safety: 'worn' })
  const menu = screen.getByRole('button', { name: /Safety and backups: One damaged place could not be mended yet/ })
  await expect.element(menu).toBeVisible()
  await menu.click()
  await page.getByRole('menuitem', { name: 'Safety and backups needs you' }).click()
  const signs = screen.getByRole('list', { name: 'Needs you' })
  await expect.element(signs.getByText('No backup has reached your backup folder for 2 days.')).toBeVisible()
  expect(await barriersIn(document.querySelector('header.top') ?? undefined)).toEqual([])
})

test('a plan that is safe carries no mark, and the words about saving lead to Safety', async () => {
  const { screen, places } = await planWindow({ screen: 'backlog' })
  await screen.getByRole('button', { name: 'Saved on this device' }).click()
  expect(places.at(-1)).toEqual({ screen: 'safety' })
  await expect.element(screen.getByText('The last proven backup is from', { exact: false })).toBeVisible()
  expect(screen.getByText('needs you').query()).toBeNull()
  expect(screen.getByRole('list', { name: 'Needs you' }).query()).toBeNull()
})

test('a folder on the same disk is said to be no help, before it is chosen and after', async () => {
  const { screen } = await planWindow({ screen: 'safety' })
  await screen.getByRole('button', { name: 'Choose a folder or stick' }).click()
  await expect.element(page.getByText('This folder is on the same disk as the plans.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Keep backups here' }).click()
  await expect.element(screen.getByText('On the same disk as the plans', { exact: false })).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Choose another' })).toHaveFocus()
})

test('a removed plan is put back from Safety', async () => {
  const { screen } = await planWindow({ screen: 'safety' })
  await screen.getByRole('button', { name: /^Put it back ?: Pier and promenade$/ }).click()
  await expect.element(page.getByText('“Pier and promenade” is back', { exact: false }).first()).toBeVisible()
  await expect.poll(() => screen.getByRole('heading', { name: 'Removed plans' }).query()).toBeNull()
})

test('a backup is named and taken away with the keyboard only, and the focus comes back to its button', async () => {
  const { screen } = await planWindow({ screen: 'safety' })
  await screen.getByLabelText('Name of a new backup (may be left empty)').fill('Mine')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('listitem').first().getByText('Mine')).toBeVisible()
  const more = screen.getByRole('button', { name: /^Restore ?: the backup of/ }).first()
  const pick = async (words: string) => {
    ;(more.element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
    const entry = page.getByRole('menuitem', { name: words })
    await expect.element(entry).toBeVisible()
    await expect
      .poll(async () => {
        if (document.activeElement === entry.element()) return true
        await userEvent.keyboard('{ArrowDown}')
        return document.activeElement === entry.element()
      })
      .toBe(true)
    await userEvent.keyboard('{Enter}')
  }
  await pick('Change its name')
  await expect.element(screen.getByRole('textbox', { name: /^Name of the backup of/ })).toHaveFocus()
  await userEvent.keyboard('{Control>}a{/Control}Ours{Enter}')
  // Whole: “hours” has it too.
  await expect.element(screen.getByText('Ours', { exact: true })).toBeVisible()
  await expect.element(more).toHaveFocus()
  await pick('Remove…')
  await expect.element(screen.getByRole('group', { name: /^Remove the backup of/ })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.element(more).toHaveFocus()
  await pick('Bring the plan back to this…')
  await expect.element(page.getByRole('dialog')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(more).toHaveFocus()
})

test('what is pressed keeps the focus while it works and afterwards, and its dialogs give it back', async () => {
  const { screen } = await planWindow({ screen: 'safety' }, 'po', undefined, { slow: 100 })
  const press = async (button: HTMLElement | SVGElement, key = '{Enter}') => {
    ;(button as HTMLElement).focus()
    await userEvent.keyboard(key)
  }
  const make = screen.getByRole('button', { name: 'Back up now' })
  await expect.element(screen.getByRole('listitem').first()).toBeVisible()
  await press(make.element())
  await expect.element(make).toHaveAttribute('aria-disabled', 'true')
  await expect.element(make).not.toHaveAttribute('aria-disabled')
  await expect.element(make).toHaveFocus()
  const check = screen.getByRole('button', { name: 'Read everything through now' })
  await press(check.element())
  await expect.element(check).not.toHaveAttribute('aria-disabled')
  await expect.element(check).toHaveFocus()
  const more = screen.getByRole('button', { name: /^Restore ?: the backup of/ }).first()
  for (const entry of ['Bring the plan back to this…', 'Open it as a new plan…']) {
    await press(more.element())
    await page.getByRole('menuitem', { name: entry }).click()
    await expect.element(page.getByRole('dialog')).toBeVisible()
    await userEvent.keyboard('{Escape}')
    await expect.element(more).toHaveFocus()
  }
  const choose = screen.getByRole('button', { name: 'Choose a folder or stick' })
  await press(choose.element())
  await expect.element(page.getByRole('dialog')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(choose).toHaveFocus()
})
