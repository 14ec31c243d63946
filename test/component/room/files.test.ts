import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { createHomeState } from '../../../src/state/home-state.svelte.ts'
import ImportScreen from '../../../src/ui/import/import-screen.svelte'
import '../../../src/ui/theme/theme.ts'
import type { HomePlace } from '../../../src/ui/welcome/home-place.ts'
import { memoryHome } from '../playground-b/memory-home.ts'
import { barriersIn } from '../screens/accessible.ts'
import { BEN, fakeFiles, MERGED, planFile } from './fake-files.ts'
import { roomWindow } from './room-window.ts'

afterEach(() => {
  vi.restoreAllMocks()
  document.documentElement.removeAttribute('data-theme')
})

/** What the browser was given to keep, instead of keeping it. */
function downloads(): { name: string; size: Promise<number> }[] {
  const kept: { name: string; size: Promise<number> }[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    const size = fetch(this.href)
      .then((answer) => answer.blob())
      .then((blob) => blob.size)
    kept.push({ name: this.download, size })
  })
  return kept
}

async function importWindow(change: (files: ReturnType<typeof fakeFiles>) => void = () => undefined) {
  const files = fakeFiles(memoryHome())
  change(files)
  const home = createHomeState({ link: files.link, newId: () => 'job' })
  await home.load()
  const places: HomePlace[] = []
  const screen = await render(ImportScreen, { home, navigate: (to: HomePlace) => places.push(to) })
  const choose = async (file: File) => {
    const field = document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement
    const list = new DataTransfer()
    list.items.add(file)
    field.files = list.files
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }
  return { screen, files, places, choose }
}

const sharing = () => page.getByRole('group', { name: /^(Share as file|The file is made)$/ })

test('from the palette: a plan goes into a file with a made passphrase, which is shown until it is put away', async () => {
  const kept = downloads()
  const { screen, files, said } = await roomWindow({ begin: { screen: 'backlog' } })
  await expect.element(screen.getByRole('grid')).toBeVisible()
  await userEvent.keyboard('{Control>}k{/Control}')
  await page.getByRole('combobox').fill('share as')
  await page.getByRole('option', { name: 'Share as file' }).click()
  await expect.element(sharing()).toHaveFocus()
  const passphrase = sharing().getByText(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
  const first = passphrase.element().textContent
  await screen.getByRole('button', { name: 'Make another passphrase' }).click()
  const second = passphrase.element().textContent
  expect(second).not.toBe(first)
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Make the file' }).click()
  await expect.poll(said).toBe('The plan is in the file Harbour.ordinal.')
  expect(files.asked[0]).toEqual(['planFile.strangers', { plan: 'plan-1' }])
  expect(files.asked.find(([name]) => name === 'planFile.share')?.[1]).toEqual({ plan: 'plan-1', passphrase: second })
  expect(kept.map(({ name }) => name)).toEqual(['Harbour.ordinal'])
  expect(await kept[0]?.size).toBe(1_800_000)
  await expect.element(sharing().getByText('1.8 MB', { exact: false })).toBeVisible()
  await expect.element(passphrase).toHaveTextContent(second ?? '?')
  await expect.element(sharing()).toHaveFocus()
  await screen.getByRole('button', { name: 'Done' }).click()
  await expect.element(screen.getByRole('button', { name: /^Share as file/ })).toHaveFocus()
})

test('an own passphrase is long enough or refused, none is warned about, and a failure keeps what was typed', async () => {
  downloads()
  const { screen, files } = await roomWindow()
  await screen.getByRole('button', { name: /^Share as file/ }).click()
  await sharing().getByText('Your own', { exact: true }).click()
  const own = screen.getByLabelText('Your passphrase', { exact: true })
  await own.fill('short')
  await userEvent.keyboard('{Enter}')
  await expect.element(sharing().getByText('At least 8 letters, please.')).toBeVisible()
  await expect.element(own).toHaveFocus()
  await own.fill('four tides of a table')
  files.failNext('planFile.share', 'disk-full', 'The disk is full. Free some space and try again.')
  await userEvent.keyboard('{Enter}')
  await expect.element(sharing().getByText('The disk is full.', { exact: false })).toBeVisible()
  await expect.element(own).toHaveValue('four tides of a table')
  await sharing().getByText('None', { exact: true }).click()
  await expect
    .element(sharing().getByText('Whoever has the file can read all of the plan', { exact: false }))
    .toBeVisible()
  await screen.getByRole('button', { name: 'Make the file' }).click()
  await expect.element(sharing().getByText('It has no passphrase', { exact: false })).toBeVisible()
  expect(files.asked.filter(([name]) => name === 'planFile.share').map(([, { passphrase }]) => passphrase)).toEqual([
    'four tides of a table',
    null,
  ])
})

test('a chosen plan file asks for its passphrase until it is right, and says what came into which plan', async () => {
  const { screen, files, places, choose } = await importWindow((files) => (files.passphrase = 'a tide table'))
  await choose(planFile())
  const field = screen.getByLabelText('Passphrase of the file', { exact: true })
  await expect.element(field).toHaveFocus()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn()]).toEqual([theme, []])
  }
  await field.fill('a time table')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('This is not the passphrase of the plan file.', { exact: false })).toBeVisible()
  await expect.element(field).toHaveValue('')
  await field.fill('a tide table')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('heading', { name: '“Harbour” took in what was new.' })).toHaveFocus()
  await expect.element(screen.getByText('32 edits came in; 1,204 were here before.', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Open the plan' }).click()
  expect(places).toEqual([{ plan: 'harbour', screen: 'backlog' }])
  expect(files.asked.at(-1)?.[0]).toBe('planFile.drop')
})

test.each([
  ['cut-short', 'This plan file is not whole: its end is missing. Get it once more. Nothing was changed.'],
  ['damaged', 'This plan file was damaged or changed after it was made. Get it once more. Nothing was changed.'],
])('a file that is %s is told as that, and another one can be chosen', async (type, words) => {
  const { screen, files, choose } = await importWindow()
  files.failNext('planFile.merge', type, words)
  await choose(planFile())
  await expect.element(screen.getByText(words)).toBeVisible()
  await expect.element(screen.getByRole('heading', { name: 'This plan file was not opened.' })).toHaveFocus()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Choose another file' }).click()
  await expect.element(screen.getByRole('button', { name: 'Choose a file' })).toBeVisible()
})

test('a new plan says who began it, and changes of strangers lead to where they are looked through', async () => {
  const { screen, places, choose } = await importWindow((files) => {
    files.report = {
      ...MERGED,
      isNew: true,
      known: 0,
      aside: 4,
      strangers: [BEN],
      founder: { device: 'd', name: 'Anna Kern', isProven: false },
    }
  })
  await choose(planFile())
  await expect.element(screen.getByRole('heading', { name: '“Harbour” is on this device now.' })).toBeVisible()
  await expect.element(screen.getByText('says who began this plan: Anna Kern.', { exact: false })).toBeVisible()
  await expect.element(screen.getByText(/4 edits of Ben Ito wait aside/)).toBeVisible()
  await screen.getByRole('button', { name: 'Look through them' }).click()
  expect(places).toEqual([{ plan: 'harbour', screen: 'catch-up' }])
})

test('what a stranger changed stands in plain words, and counts once a person takes it', async () => {
  const { screen, files, said } = await roomWindow({ begin: { screen: 'catch-up' }, strangers: [BEN] })
  const card = screen.getByRole('listitem', { name: /^Ben Ito/ })
  await expect.element(card.getByText('Show the tide beside each berth', { exact: false }).first()).toBeVisible()
  await expect.element(card.getByText('Q8WD-51XN-KJ0T-M3ZP')).toBeVisible()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn()]).toEqual([theme, []])
  }
  await screen.getByRole('button', { name: /^Take them ?: the changes of Ben Ito$/ }).click()
  await expect.poll(said).toContain('4 edits of Ben Ito came in and count for everybody now.')
  await expect.element(screen.getByRole('heading', { name: 'Catch up', exact: true })).toHaveFocus()
  expect(files.asked.find(([name]) => name === 'planFile.accept')?.[1]).toEqual({
    plan: 'plan-1',
    device: 'bens-laptop',
  })
  await expect.element(screen.getByText('You are up to date.')).toBeVisible()
})

test('deleting a stranger’s changes is asked once more, and whoever thinks better of it loses nothing', async () => {
  const { screen, files } = await roomWindow({ begin: { screen: 'catch-up' }, strangers: [BEN] })
  const ask = screen.getByRole('button', { name: /^Delete them/ })
  await ask.click()
  await expect.element(screen.getByRole('group', { name: 'Delete the changes of Ben Ito' })).toHaveFocus()
  await screen.getByRole('button', { name: 'Keep it aside' }).click()
  await expect.element(ask).toHaveFocus()
  expect(files.asked.some(([name]) => name === 'planFile.turnAway')).toBe(false)
  await ask.click()
  await screen.getByRole('button', { name: 'Delete here' }).click()
  await expect.element(screen.getByText('You are up to date.')).toBeVisible()
  expect(files.asked.find(([name]) => name === 'planFile.turnAway')?.[1]).toEqual({
    plan: 'plan-1',
    device: 'bens-laptop',
  })
})
