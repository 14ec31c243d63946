import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { readPdf } from '../support/read-pdf.ts'
import { launchBrowser, openPages } from './open-pages.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder, type RunningHost } from './running-host.ts'

const run = promisify(execFile)
const output = async (tool: string, ...words: string[]): Promise<string> =>
  (await run(tool, words, { maxBuffer: 64e6 })).stdout

function hasPdfTools(): boolean {
  return ['pdffonts', 'qpdf'].every((tool) => spawnSync(tool, ['--version']).error === undefined)
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: RunningHost
let browser: Browser
let plan: PlanSummary
let many: string

beforeAll(async () => {
  folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  plan = await ordinalJson<PlanSummary>(data, 'sample')
  many = await planWithManyGoals(data)
  host = await startHost(data)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder.remove()
})

/** The sample with 40 goals, one of them with a title that is long, in quotes, right to left and with an emoji. */
async function planWithManyGoals(data: string): Promise<string> {
  const file = join(folder.path, 'many.json')
  await ordinal(data, 'export', '--plan', plan.id, '--format', 'ordinal-json', '--out', file)
  const exported = JSON.parse(await readFile(file, 'utf8')) as {
    plan: Record<string, unknown>
    goals: Record<string, unknown>[]
  }
  const [goal] = exported.goals
  for (let i = 0; i < 40; i++) {
    const title =
      i === 7
        ? ODD
        : `Goal number ${i + 1} that says in a whole sentence what gets better for whom and when we will know`
    exported.goals.push({
      ...goal,
      id: `goal${String(i).padStart(3, '0')}`,
      title,
      horizon: ['now', 'next', 'later'][i % 3],
      rank: `z${String(i).padStart(3, '0')}`,
    })
  }
  await writeFile(
    file,
    JSON.stringify({ ...exported, plan: { ...exported.plan, id: 'many-goals', name: 'Many goals' } }),
  )
  return (await ordinalJson<{ plan: string }>(data, 'import', file, '--plan', 'Many goals')).plan
}
const ODD =
  'The “quay” says مرحبا to <b>everybody</b> & a 🚤, however long the title of this goal becomes and wherever its lines break on paper'

async function printed(planId: string, page: 'A4' | 'A3'): Promise<string> {
  const opened = await openPages(browser, await freshUrl())
  await opened.page.getByRole('heading', { name: /What comes first/ }).waitFor()
  await opened.page.evaluate(`location.hash = '#/p/${planId}/print?page=${page}'`)
  // A locator and not a function: the pages' policy forbids what Playwright would have to evaluate.
  await opened.page.locator('html[data-print-ready=true]').waitFor({ timeout: 20_000 })
  const path = join(folder.path, `${planId}-${page}.pdf`)
  await opened.page.pdf({ path, tagged: true, outline: true, preferCSSPageSize: true, printBackground: true })
  expect(opened.faults).toEqual([])
  await opened.context.close()
  return path
}

/** A URL opens the pages once; a second `serve` on the folder prints another one. */
async function freshUrl(): Promise<string> {
  const { stdout } = await ordinal(host.dataFolder, 'serve', '--no-open')
  return /http:\/\/\S+/.exec(stdout)?.[0] ?? host.url
}

for (const [page, size] of [
  ['A3', /1190|1191/],
  ['A4', /841|842/],
] as const) {
  test(`the roadmap on ${page} landscape is tagged, outlined and selectable`, async () => {
    const path = await printed(plan.id, page)
    const pdf = await readPdf(path)
    expect(pdf.tagged).toBe(true)
    expect(String(pdf.width)).toMatch(size)
    expect(pdf.width).toBeGreaterThan(pdf.height)
    const text = pdf.pages.join(' ')
    expect(text).toContain(plan.name)
    expect(text).toMatch(/\d{1,2} [A-Z][a-z]+ \d{4}/)
    for (const words of ['Now', 'Next', 'Later', 'How we will know', 'What we do for it, in order', 'Page 1 of'])
      expect(text).toContain(words)
    const titles = pdf.bookmarks
    expect(titles[0]?.depth).toBe(0)
    expect(titles.filter((one) => one.depth === 1).map((one) => one.title)).toEqual(
      expect.arrayContaining(['Now', 'Next', 'Later']),
    )
  })
}

test.skipIf(!hasPdfTools())(
  'its fonts are embedded static cuts and its bytes are sound (skipped where pdffonts and qpdf are missing)',
  async () => {
    const path = await printed(plan.id, 'A3')
    const fonts = (await output('pdffonts', path))
      .split('\n')
      .slice(2)
      .filter((line) => line !== '')
    // The sample has a word in another script, for which the machine's own font stands in. Type 3 would be outlines.
    for (const font of fonts) expect(font).toMatch(/\+\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/)
    for (const cut of [
      'Inter-Regular',
      'Inter-Medium',
      'SourceSerif4-Light',
      'SourceSerif4-Regular',
      'SourceSerif4-Medium',
    ])
      expect(fonts.join()).toContain(`+${cut}`)
    await output('qpdf', '--check', path)
  },
)

test('forty goals flow over pages: no goal is cut in two, each page says its columns, plan and number, and no bookmark loses a space', async () => {
  const path = await printed(many, 'A4')
  const { pages: texts, bookmarks } = await readPdf(path)
  const pages = texts.length
  expect(pages).toBeGreaterThan(5)
  for (let page = 1; page <= pages; page++) {
    const text = texts[page - 1] ?? ''
    expect(text).toContain(`Page ${page} of ${pages}`)
    expect(text).toContain('How we will know')
    if (page > 1) expect(text).toContain('Many goals roadmap')
  }
  const titles = bookmarks.map((one) => one.title)
  expect(titles.filter((title) => title === 'Now')).toHaveLength(1)
  expect(titles).toContain(
    'Goal number 40 that says in a whole sentence what gets better for whom and when we will know',
  )
  expect(
    titles.some((title) =>
      title.includes(
        '<b>everybody</b> & a 🚤, however long the title of this goal becomes and wherever its lines break on paper',
      ),
    ),
  ).toBe(true)
})
