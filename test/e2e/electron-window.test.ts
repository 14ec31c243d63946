import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { findElectron } from '../../src/host/start/find-electron.mjs'

// In the real Electron. Where its program is not installed these are skipped, by name.
const root = fileURLToPath(new URL('../..', import.meta.url))
const program = findElectron()
const screen = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
const missing = program === null || !screen

let app: ElectronApplication | null = null
let folder = ''
afterEach(async () => {
  await app?.close()
  await rm(folder, { recursive: true, force: true })
})

async function open() {
  folder = await mkdtemp(join(tmpdir(), 'ordinal-window-'))
  app = await _electron.launch({ executablePath: program ?? '', args: [root, '--data', join(folder, 'plans')] })
  const window = await app.firstWindow()
  await window.waitForLoadState('load')
  return { app, window }
}

describe('the desktop window', () => {
  test.skipIf(missing)('opens on app:// and finds its host (needs the Electron program and a screen)', async () => {
    const { window } = await open()
    expect(window.url()).toMatch(/^app:\/\/ordinal\//)
    await expect.poll(() => window.locator('#app *').count()).toBeGreaterThan(0)
  })

  test.skipIf(missing)(
    'gives its page nothing of Node or Electron (needs the Electron program and a screen)',
    async () => {
      const { window } = await open()
      const leaks =
        'Object.keys(globalThis).filter((name) => /^(require|process|module|ipcRenderer|electron)$/.test(name))'
      expect(await window.evaluate(leaks)).toEqual([])
    },
  )

  test.skipIf(missing)('does not leave its pages (needs the Electron program and a screen)', async () => {
    const { window } = await open()
    await window.evaluate(`location.href = 'https://example.invalid/'`).catch(() => undefined)
    await window.waitForTimeout(500)
    expect(window.url()).toMatch(/^app:\/\/ordinal\//)
  })

  test.skipIf(missing)('flushes and leaves with 0 (needs the Electron program and a screen)', async () => {
    const { app: running } = await open()
    const ended = new Promise((resolve) => running.process().once('exit', resolve))
    await running.close()
    expect(await ended).toBe(0)
  })
})
