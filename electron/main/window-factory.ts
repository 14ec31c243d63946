import { BrowserWindow, type BrowserWindowConstructorOptions, type WebPreferences } from 'electron'
import { PAGES_ORIGIN } from '../../src/contract/shell-channels.ts'

const PREFERENCES = Object.freeze({
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
} as const satisfies WebPreferences)

const OPTIONS = Object.freeze({
  width: 1280,
  height: 800,
  minWidth: 720,
  minHeight: 480,
  title: 'Ordinal',
  show: false,
} as const satisfies BrowserWindowConstructorOptions)

export interface WindowFactory {
  /** A window for a person, at a place such as `#/p/<plan>/backlog`. */
  open(path: string): BrowserWindow
  /** A window that nobody sees, for printing. */
  openHidden(path: string): BrowserWindow
}

/** Every window of Ordinal comes from here with the same frozen options; no caller can loosen one. */
export function createWindowFactory(options: { preload: string; devTools: boolean }): WindowFactory {
  const create = (path: string): BrowserWindow => {
    const webPreferences = Object.freeze({ ...PREFERENCES, preload: options.preload, devTools: options.devTools })
    const window = new BrowserWindow({ ...OPTIONS, webPreferences })
    window.loadURL(`${PAGES_ORIGIN}/${path}`).catch((error: unknown) => console.error('The page did not load:', error))
    return window
  }
  return {
    open(path) {
      const window = create(path)
      window.once('ready-to-show', () => window.show())
      return window
    },
    openHidden: create,
  }
}
