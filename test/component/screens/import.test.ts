import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { CallFailed, type HostLink } from '../../../src/contract/calls.ts'
import type { ImportReport } from '../../../src/contract/import-report.ts'
import { createHomeState } from '../../../src/state/home-state.svelte.ts'
import ImportScreen from '../../../src/ui/import/import-screen.svelte'
import '../../../src/ui/theme/theme.ts'
import type { HomePlace } from '../../../src/ui/welcome/home-place.ts'
import { memoryHome, REPORT } from '../playground-b/memory-home.ts'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

interface Asked {
  readonly name: string
  readonly args: Record<string, unknown>
}

async function importing(answer: (asked: Asked) => unknown = () => undefined, file = 'export.csv') {
  const asked: Asked[] = []
  const memory = memoryHome()
  const link: HostLink = {
    ...memory,
    async call(name, args) {
      const one = { name, args: (args ?? {}) as Record<string, unknown> }
      asked.push(one)
      const own = await answer(one)
      return own === undefined ? memory.call(name, args) : (own as never)
    },
  }
  let jobs = 0
  const home = createHomeState({ link, newId: () => `job${jobs++}` })
  await home.load()
  home.beginImport({ name: file, bytes: new Uint8Array([1]) }, null)
  const places: HomePlace[] = []
  const screen = await render(ImportScreen, { home, navigate: (to: HomePlace) => places.push(to) })
  const last = (name: string) => asked.findLast((one) => one.name === name)?.args
  return { screen, home, places, last, asked }
}

test('the dry run shows counts, questions, problems and what is not kept, and writes nothing', async () => {
  const { screen, asked } = await importing()
  await expect.element(screen.getByText('1,847', { exact: true })).toBeVisible()
  for (const words of [
    '4 problems',
    'five',
    '13 columns',
    '8 become fields, 3 kept as text under “Imported”, 2 not kept.',
    'Nothing is written yet.',
    'A second level of epics became labels',
  ]) {
    await expect.element(screen.getByText(words, { exact: false }).first()).toBeVisible()
  }
  expect(asked.some((one) => one.name === 'import.run')).toBe(false)
  expect(await barriersIn()).toEqual([])
})

test('a person says how dates are read, which kind a type becomes and where a column goes; each is read again', async () => {
  const { screen, last } = await importing()
  await screen.getByRole('radio', { name: /Month first/ }).click()
  await expect.poll(() => last('import.preview')).toMatchObject({ choices: { dates: 'month-first' } })
  await screen.getByLabelText('Kind for Task').selectOptions('chore')
  await expect
    .poll(() => last('import.preview'))
    .toMatchObject({ choices: { kinds: { Task: 'chore' }, dates: 'month-first' } })
  await screen.getByLabelText('Our field for Sprint').selectOptions('Epic')
  // The column that was the epic until now is kept as text, since an item has one epic.
  await expect.poll(() => last('import.preview')).toMatchObject({ choices: { mapping: { 8: 'epic', 7: 'text' } } })
})

test('a CSV without a title column cannot be imported before a person has mapped one', async () => {
  const columns = [{ index: 0, name: 'Was', field: 'text', samples: ['One', 'Two'] }]
  const without: ImportReport = {
    ...REPORT,
    format: 'csv',
    created: 0,
    columns,
    problems: [],
    types: [],
    notes: ['No column is the title yet.'],
  }
  const { screen } = await importing(({ name, args }) => {
    if (name !== 'import.preview') return undefined
    const mapping = (args['choices'] as { mapping: Record<string, string> | null }).mapping
    return mapping?.['0'] === 'title'
      ? { ...without, created: 2, columns: [{ ...columns[0], field: 'title' }], notes: [] }
      : without
  })
  await expect.element(screen.getByText('Say which column is the title.')).toBeVisible()
  await expect
    .element(
      screen
        .getByRole('button', { name: 'Nothing to import' })
        .or(screen.getByRole('button', { name: 'Import 0 items' })),
    )
    .toBeDisabled()
  await screen.getByLabelText('Our field for Was').selectOptions('Title')
  await expect.element(screen.getByRole('button', { name: 'Import 2 items' })).toBeEnabled()
})

test('the import goes into a new plan by name, says that it is saved, and one undo takes it back', async () => {
  const { screen, last } = await importing()
  await screen.getByLabelText('called').fill('Harbour')
  await screen.getByRole('button', { name: 'Import 1,847 items' }).click()
  await expect.element(screen.getByText('Saved on this device')).toBeVisible()
  expect(last('import.run')).toMatchObject({ plan: null, newPlanName: 'Harbour', author: { person: 'p1', role: 'po' } })
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Undo the whole import' }).click()
  await expect.element(screen.getByRole('heading', { name: 'The import of 1,847 items was undone.' })).toBeVisible()
  expect(last('plan.undo')).toMatchObject({ plan: 'harbour', change: 'change1' })
})

test('a file that is not what it claims is refused with the host’s sentence and a way out', async () => {
  const { screen, home } = await importing(({ name }) => {
    if (name === 'import.preview')
      throw new CallFailed(
        'not-understood',
        'This is a picture and not a CSV. Export the backlog again and choose that file.',
      )
    return undefined
  }, 'backlog.csv')
  await expect.element(screen.getByText('This file was not imported.')).toBeVisible()
  await expect.element(screen.getByText('This is a picture and not a CSV.', { exact: false })).toBeVisible()
  await screen.getByRole('button', { name: 'Choose another file' }).click()
  expect(home.importing).toBeNull()
  await expect.element(screen.getByText('Bring the backlog you have.')).toBeVisible()
})

test('reading can be stopped, and a late answer changes nothing', async () => {
  let answerLate: (report: ImportReport) => void = () => undefined
  const { screen, home, last } = await importing(({ name }) =>
    name === 'import.preview'
      ? new Promise((resolve) => {
          answerLate = resolve
        })
      : undefined,
  )
  await screen.getByRole('button', { name: 'Cancel' }).click()
  expect(last('import.cancel')).toEqual({ job: 'job0' })
  answerLate(REPORT)
  await expect.element(screen.getByText('Reading was stopped. Nothing was written.')).toBeVisible()
  expect(home.importing?.report).toBeNull()
})

test('an import into the open plan stands in its frame and is done in the role that one acts in', async () => {
  const { screen, home, places } = await planWindow({ screen: 'import' }, 'developer')
  await expect.element(screen.getByText('Bring the backlog you have.')).toBeVisible()
  home.beginImport({ name: 'more.csv', bytes: new Uint8Array([1]) }, 'plan-1')
  await expect.element(screen.getByText('1,847', { exact: true })).toBeVisible()
  expect(home.importing?.plan).toBe('plan-1')
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Do not import' }).click()
  expect(places).toEqual([{ plan: 'plan-1', screen: 'backlog' }])
})
