import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { chromium, type Page } from 'playwright-core'
import { build, preview } from 'vite'
import { needBrowser } from '../support/find-browser.ts'

/** Builds a bench's own page as the app is built, and shows it in Chromium at 1920 x 1080. */
export async function onBuiltPage<T>(root: string, query: string, act: (page: Page) => Promise<T>): Promise<T> {
  const outDir = await mkdtemp(join(tmpdir(), 'ordinal-bench-page-'))
  try {
    const common = { configFile: false, logLevel: 'error', root } as const
    process.stderr.write('Building the page ...\n')
    await build({
      ...common,
      plugins: [svelte({ configFile: false })],
      build: { outDir, emptyOutDir: true },
      worker: { format: 'es' },
    })
    const server = await preview({ ...common, build: { outDir }, preview: { port: 0 } })
    const { executablePath } = await needBrowser()
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
      page.on('pageerror', (error) => process.stderr.write(`${String(error)}\n`))
      await page.goto(`${server.resolvedUrls?.local[0] ?? ''}?${query}`)
      return await act(page)
    } finally {
      await browser.close()
      await server.close()
    }
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

/** The load before the run belongs to it: on a machine that is busy with something else the numbers say little. */
export function machineNow(): string {
  return `${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, load before the run ${(loadavg()[0] ?? 0).toFixed(1)}`
}
