import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import packaging from '../../../electron/builder.config.mjs'
import { createContents, createElectronDouble } from '../../support/electron-double.ts'

// The twenty recommendations of Electron's own security checklist, in its order and its words.

const electron = vi.hoisted(() => ({ current: {} as Record<string, unknown> }))
vi.mock('electron', () => ({
  get BrowserWindow() {
    return electron.current['BrowserWindow']
  },
  get shell() {
    return electron.current['shell']
  },
  get protocol() {
    return electron.current['protocol']
  },
}))
const { createWindowFactory } = await import('../../../electron/main/window-factory.ts')
const { refusePermissions, refuseStrangers } = await import('../../../electron/main/refusals.ts')
const { openExternal } = await import('../../../electron/main/open-external.ts')
const { isFromOurPage } = await import('../../../electron/main/our-page.ts')
const { declarePages, servePages } = await import('../../../electron/main/pages.ts')

const root = fileURLToPath(new URL('../../..', import.meta.url))
const shellSources = readdirSync(join(root, 'electron'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').replace(/\/\*\*[^]*?\*\/|^\s*\/\/.*$/gm, ''))
const pages = await mkdtemp(join(tmpdir(), 'ordinal-pages-'))
await writeFile(join(pages, 'index.html'), '<!doctype html>')
await mkdir(join(pages, 'assets'))
await writeFile(join(pages, '..', 'ordinal-secret.txt'), 'secret').catch(() => undefined)
afterAll(async () => {
  await rm(pages, { recursive: true })
  await rm(join(pages, '..', 'ordinal-secret.txt'), { force: true })
})

let fake: ReturnType<typeof createElectronDouble>
beforeEach(() => {
  fake = createElectronDouble()
  electron.current = fake.double
})

function preferences(): Record<string, unknown> {
  createWindowFactory({ preload: '/out/preload/index.cjs', devTools: false }).open('#/')
  return fake.made.at(-1)?.options['webPreferences'] as Record<string, unknown>
}

/** The guards of one page, as the shell sets them on every page that is made. */
function guarded() {
  const contents = createContents()
  const app = { on: (_name: string, handler: (event: unknown, made: unknown) => void) => handler({}, contents) }
  refuseStrangers(app as never)
  const emit = (name: string, event: object) => {
    const asked = { preventDefault: vi.fn(), ...event }
    contents.emit(name, asked)
    return asked.preventDefault.mock.calls.length > 0 ? 'refused' : 'allowed'
  }
  return { contents, emit }
}

async function get(address: string, method = 'GET'): Promise<Response> {
  servePages(pages)
  const answer = fake.handled.get('app')
  if (!answer) throw new Error('No pages are served.')
  return answer(new Request(address, { method }))
}

type Ask = (contents: unknown, permission: string, answer: (allowed: boolean) => void) => void

describe("Electron's security checklist", () => {
  test('1. only load secure content: windows load app:// and nothing else', () => {
    const windows = createWindowFactory({ preload: '/p', devTools: false })
    windows.open('#/p/x')
    windows.openHidden('#/p/x/print')
    for (const window of fake.made) expect(window.loadURL.mock.calls.flat().join()).toMatch(/^app:\/\/ordinal\/#\//)
    expect(shellSources.join('\n')).not.toMatch(/http:\/\//)
  })

  test('2. no Node.js integration, in pages, frames or workers', () => {
    expect(preferences()).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    })
  })

  test('3. context isolation is on', () => {
    expect(preferences()).toMatchObject({ contextIsolation: true })
  })

  test('4. process sandboxing is on', () => {
    expect(preferences()).toMatchObject({ sandbox: true })
    expect(shellSources.join('\n')).not.toMatch(/no-sandbox/)
  })

  test('5. permission requests are refused, but for two that our own page may ask', () => {
    let ask: Ask = () => undefined
    let check: (contents: unknown, permission: string, origin: string) => boolean = () => true
    let device: () => boolean = () => true
    refusePermissions({
      setPermissionRequestHandler: (handler: Ask) => (ask = handler),
      setPermissionCheckHandler: (handler: typeof check) => (check = handler),
      setDevicePermissionHandler: (handler: typeof device) => (device = handler),
    } as never)
    const asked = (permission: string, url: string): boolean => {
      let answer = true
      ask(createContents(url), permission, (allowed) => (answer = allowed))
      return answer
    }
    for (const permission of ['media', 'geolocation', 'notifications', 'midi', 'openExternal', 'hid', 'usb'])
      expect(asked(permission, 'app://ordinal/'), permission).toBe(false)
    expect(asked('clipboard-sanitized-write', 'app://ordinal/')).toBe(true)
    expect(asked('clipboard-sanitized-write', 'https://example.org/')).toBe(false)
    expect(check(null, 'media', 'app://ordinal')).toBe(false)
    expect(check(null, 'fullscreen', 'app://ordinal')).toBe(true)
    expect(check(null, 'fullscreen', 'https://example.org')).toBe(false)
    expect(device()).toBe(false)
  })

  test('6. webSecurity is on', () => {
    expect(preferences()).toMatchObject({ webSecurity: true })
  })

  test('7. a Content-Security-Policy comes with every page, and allows nothing from elsewhere', async () => {
    const policy = (await get('app://ordinal/')).headers.get('Content-Security-Policy') ?? ''
    expect(policy).toMatch(/default-src 'none'/)
    expect(policy).toMatch(/script-src 'self'(;|$)/)
    expect(policy).toMatch(/frame-ancestors 'none'/)
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
    expect((await get('app://ordinal/none.html')).headers.get('Content-Security-Policy')).toBe(policy)
  })

  test('8. insecure content is not allowed to run', () => {
    expect(preferences()).toMatchObject({ allowRunningInsecureContent: false })
  })

  test('9. experimental features are off', () => {
    expect(preferences()).toMatchObject({ experimentalFeatures: false })
  })

  test('10. no Blink features are switched on', () => {
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures')
    expect(shellSources.join('\n')).not.toMatch(/enableBlinkFeatures|enable-features|appendSwitch/)
  })

  test('11. no webview may open windows: there are no webviews', () => {
    expect(preferences()).toMatchObject({ webviewTag: false })
    expect(shellSources.join('\n')).not.toMatch(/allowpopups/)
  })

  test('12. a webview that is attached all the same is refused', () => {
    expect(guarded().emit('will-attach-webview', {})).toBe('refused')
  })

  test('13. navigation stays on our pages, in the window and in any frame', () => {
    const { emit } = guarded()
    expect(emit('will-navigate', { url: 'app://ordinal/#/p/x' })).toBe('allowed')
    for (const url of [
      'https://example.org/',
      'app://other/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'app://ordinal.example/',
    ])
      expect(emit('will-navigate', { url }), url).toBe('refused')
    expect(emit('will-frame-navigate', { url: 'app://ordinal/', isMainFrame: false })).toBe('refused')
    expect(emit('will-redirect', { url: 'https://example.org/' })).toBe('refused')
  })

  test('14. no page opens a window; a link goes to the own browser of the person', () => {
    const { contents } = guarded()
    const open = contents.setWindowOpenHandler.mock.calls[0]?.[0] as (asked: { url: string }) => unknown
    expect(open({ url: 'https://example.org/' })).toEqual({ action: 'deny' })
    expect(fake.double.shell.openExternal).toHaveBeenCalledWith('https://example.org/')
    expect(open({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' })
    expect(fake.double.shell.openExternal).toHaveBeenCalledTimes(1)
  })

  test('15. openExternal gets https and mailto only, and stands in one place', () => {
    expect(openExternal('https://example.org/a?b=c')).toBe(true)
    expect(openExternal('mailto:ada@example.org')).toBe(true)
    for (const link of [
      'http://example.org/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://server/share',
      'ms-msdt:/id',
      'ordinal://p/x',
      'https://user:secret@example.org/',
      `https://example.org/${'x'.repeat(2_000)}`,
      'no link',
      '',
    ])
      expect(openExternal(link), link).toBe(false)
    expect(shellSources.filter((text) => text.includes('shell.openExternal'))).toHaveLength(1)
  })

  test('16. Electron is a current version', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    expect(Number(devDependencies['electron']?.split('.')[0])).toBeGreaterThanOrEqual(45)
  })

  test('17. every call checks its sender: the top frame of our own page', () => {
    const sent = (url: string, top = true) => {
      const mainFrame = { url }
      return isFromOurPage({
        senderFrame: (top ? mainFrame : { url }) as never,
        sender: { mainFrame: mainFrame as never },
      })
    }
    expect(sent('app://ordinal/#/p/x')).toBe(true)
    expect(sent('app://ordinal/', false)).toBe(false)
    expect(sent('https://ordinal/')).toBe(false)
    expect(sent('app://ordinal.evil/')).toBe(false)
    expect(sent('about:blank')).toBe(false)
    expect(isFromOurPage({ senderFrame: null, sender: { mainFrame: {} as never } })).toBe(false)
    const listeners = shellSources.join('\n').match(/ipcMain\.(on|handle)\([^]*?\n {2}\}\)/g) ?? []
    expect(listeners.length).toBeGreaterThan(0)
    for (const listener of listeners) expect(listener).toContain('isFromOurPage(event)')
  })

  test('18. file:// is not used; app:// serves the built pages and nothing beside them', async () => {
    expect(shellSources.join('\n')).not.toMatch(/loadFile\(|file:\/\//)
    declarePages()
    expect(fake.double.protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
    expect((await get('app://ordinal/')).status).toBe(200)
    for (const address of [
      'app://ordinal/%2e%2e/ordinal-secret.txt',
      'app://ordinal/..%2fordinal-secret.txt',
      'app://ordinal/%00',
      'app://ordinal/assets',
      'app://other/index.html',
    ])
      expect((await get(address)).status, address).toBeGreaterThanOrEqual(400)
    expect((await get('app://ordinal/', 'POST')).status).toBe(400)
  })

  test('19. fuses take away what Ordinal does not use', () => {
    expect(packaging.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  test('20. no Electron API reaches a page: the preload exposes nothing', () => {
    const preload = readFileSync(join(root, 'electron/preload/index.ts'), 'utf8')
    expect(preload).not.toMatch(/contextBridge|exposeInMainWorld|ipcRenderer\.(invoke|sendSync)/)
    expect(preload.match(/ipcRenderer\.send\(/g)).toHaveLength(1)
    expect(preload.match(/ipcRenderer\.on\(/g)).toHaveLength(2)
  })
})

test('the options of a window are frozen: no caller can loosen one', () => {
  const given = preferences()
  expect(Object.isFrozen(given)).toBe(true)
  expect(() => (given['sandbox'] = false)).toThrow(TypeError)
})
