import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { createHomeState, type HomeState } from '../../../src/state/home-state.svelte.ts'
import '../../../src/ui/theme/theme.ts'
import type { HomePlace } from '../../../src/ui/welcome/home-place.ts'
import WelcomeScreen from '../../../src/ui/welcome/welcome-screen.svelte'
import { memoryHome } from '../playground-b/memory-home.ts'
import { barriersIn } from './accessible.ts'
import HomeWindow from './home-window.svelte'

let home: HomeState | null = null
afterEach(() => home?.close())

async function welcome(options: Parameters<typeof memoryHome>[0] = {}) {
  let jobs = 0
  home = createHomeState({ link: memoryHome(options), newId: () => `job${jobs++}` })
  const places: HomePlace[] = []
  const screen = await render(WelcomeScreen, { home, navigate: (to: HomePlace) => places.push(to) })
  await home.load()
  return { screen, places, home }
}

test('the first run asks for a name and a role, and says so if the name is missing', async () => {
  const { screen, home } = await welcome({ profile: false, plans: false })
  await screen.getByRole('button', { name: 'Start planning' }).click()
  await expect.element(screen.getByText('Say what people call you.', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByLabelText('Your name').fill('Grace Hopper')
  await screen.getByRole('radio', { name: /^Developer/ }).click()
  await screen.getByRole('button', { name: 'Start planning' }).click()
  await expect.element(screen.getByRole('heading', { name: 'What comes first, Grace?' })).toBeVisible()
  expect(home.profile).toMatchObject({ name: 'Grace Hopper', role: 'developer' })
})

test('plans are listed with their items and last change, and one that cannot be read says why and is not opened', async () => {
  const { screen, places } = await welcome()
  await expect.element(screen.getByRole('button', { name: /Harbour 62 items.*12 minutes ago/ })).toBeVisible()
  await expect.element(screen.getByText('Record 42 of this device', { exact: false })).toBeVisible()
  expect(screen.getByRole('button', { name: /^Marina pilot/ }).query()).toBeNull()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: /^Harbour 62/ }).click()
  expect(places).toEqual([{ plan: 'harbour', screen: 'backlog' }])
})

test('a new plan is named where it stands and opened', async () => {
  const { screen, places } = await welcome({ plans: false })
  await screen.getByRole('button', { name: /Begin your first plan/ }).click()
  await screen.getByLabelText('Name of the product').fill('Lighthouse')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => places).toEqual([{ plan: 'plan0', screen: 'backlog' }])
})

test('a plan is shared as a file from the list: its room shows the form', async () => {
  const { screen, places } = await welcome()
  await screen.getByRole('button', { name: 'More for Harbour', exact: true }).click()
  await screen.getByRole('menuitem', { name: 'Share as file…' }).click()
  expect(places).toEqual([{ plan: 'harbour', screen: 'room', query: { share: '' } }])
})

test('a plan is renamed, duplicated, archived and brought back', async () => {
  const { screen, home } = await welcome()
  await screen.getByRole('button', { name: 'More for Harbour', exact: true }).click()
  await screen.getByRole('menuitem', { name: 'Rename' }).click()
  await screen.getByLabelText('Name of the plan').fill('Harbour West')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('button', { name: /^Harbour West 62/ })).toBeVisible()
  await screen.getByRole('button', { name: 'More for Harbour West' }).click()
  await screen.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect.element(screen.getByRole('button', { name: /^Harbour West \(copy\)/ })).toBeVisible()
  await screen.getByRole('button', { name: 'More for Harbour West', exact: true }).click()
  await screen.getByRole('menuitem', { name: 'Archive' }).click()
  await expect.poll(() => home.plans?.find((plan) => plan.id === 'harbour')?.archived).toBe(true)
})

test('removing a plan first says what is kept, and then where', async () => {
  const { screen, home } = await welcome()
  await screen.getByRole('button', { name: 'More for Quayside payments' }).click()
  await screen.getByRole('menuitem', { name: 'Remove…' }).click()
  await expect
    .element(screen.getByText('First a copy of everything in it is put aside', { exact: false }))
    .toBeVisible()
  expect(await barriersIn()).toEqual([])
  expect(home.plans?.some((plan) => plan.id === 'quay')).toBe(true)
  await screen.getByRole('button', { name: 'Remove, and keep the copy' }).click()
  await expect.element(screen.getByText('A proven copy was kept at', { exact: false })).toBeVisible()
  expect(home.plans?.some((plan) => plan.id === 'quay')).toBe(false)
  await expect.element(screen.getByRole('button', { name: 'Put it back', exact: true })).toBeEnabled()
})

test('a plan that cannot be opened offers its backups, and one of them opens as a new plan', async () => {
  const { screen, places } = await welcome()
  await screen.getByRole('button', { name: 'Restore Marina pilot from a backup' }).click()
  const backups = screen.getByRole('group', { name: 'Backups of Marina pilot' })
  await expect.element(backups.getByText(/^Proven/)).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await backups.getByRole('button', { name: /^Open as a new plan/ }).click()
  await expect.poll(() => places.at(-1)).toMatchObject({ plan: 'restored', screen: 'backlog' })
})

test('removed plans stand quietly at the foot and come back from there', async () => {
  const { screen } = await welcome()
  await screen.getByText('Removed plans and backups').click()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: /^Put it back ?: Pier and promenade$/ }).click()
  await expect.element(screen.getByText('“Pier and promenade” is back', { exact: false })).toBeVisible()
  await expect.element(screen.getByRole('heading', { name: 'Plans on this device' })).toHaveFocus()
})

test('what fails is a sentence in the page', async () => {
  const { screen } = await welcome()
  await screen.getByRole('button', { name: /Look at the sample plan/ }).click()
  await expect.element(screen.getByText('The sample plan could not be made.')).toBeVisible()
  await expect
    .element(screen.getByText('The disk is full. Free some space and try again; nothing was written.'))
    .toBeVisible()
})

test('a file dropped on the page begins its dry run; two at once are refused with the reason', async () => {
  const { screen, places, home } = await welcome()
  const main = screen.container.querySelector('main') as HTMLElement
  const drop = (files: File[]) => {
    const data = new DataTransfer()
    files.forEach((file) => data.items.add(file))
    main.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  }
  drop([new File(['a'], 'a.csv'), new File(['b'], 'b.csv')])
  await expect.element(screen.getByText('These are 2 files.', { exact: false })).toBeVisible()
  drop([new File(['Summary\nOne'], 'jira_export.csv')])
  await expect.poll(() => places).toEqual([{ plan: null, screen: 'import' }])
  expect(home.importing?.newName).toBe('jira export')
})

test('the focus goes along from the first question to the plans, into an import and out of it again', async () => {
  home = createHomeState({ link: memoryHome({ profile: false }), newId: () => 'job' })
  await home.load()
  const screen = await render(HomeWindow, { home })
  await screen.getByLabelText('Your name').fill('Grace Hopper')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('heading', { name: 'What comes first, Grace?' })).toHaveFocus()
  const data = new DataTransfer()
  data.items.add(new File(['title\nBerths'], 'harbour.csv'))
  screen.container
    .querySelector('main')
    ?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  await expect.poll(() => document.activeElement?.className ?? '').toContain('page')
  await screen.getByRole('button', { name: 'Do not import' }).click()
  await expect.element(screen.getByRole('heading', { name: 'What comes first, Grace?' })).toHaveFocus()
})
