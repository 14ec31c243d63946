// @ts-check
import { EventEmitter } from 'node:events'

// Electron as far as the built shell uses it. Records every request; when the shell has started it asks for the pages
// that the window would ask for and writes all of it to stdout as JSON.

/** @type {Record<string, unknown[]>} */
const asked = {}
/** @param {string} what @param {unknown} detail */
const note = (what, detail) => (asked[what] ??= []).push(detail)

/** @type {((request: Request) => Promise<Response>) | null} */
let answerPage = null

class FakeApp extends EventEmitter {
  isPackaged = false
  /** @param {string} name */
  getPath = (name) => `/fake/${name}`
  /** @param {string} name @param {string} path */
  setPath = (name, path) => note('setPath', [name, path])
  requestSingleInstanceLock = () => process.env['SECOND_INSTANCE'] !== '1'
  whenReady = () => Promise.resolve()
  quit = () => {
    note('quit', true)
    setTimeout(report)
  }
  exit = () => undefined
}

export const app = new FakeApp()
export const protocol = {
  /** @param {unknown} schemes */
  registerSchemesAsPrivileged: (schemes) => note('schemes', schemes),
  /** @param {string} scheme @param {(request: Request) => Promise<Response>} answer */
  handle: (scheme, answer) => {
    note('handle', scheme)
    answerPage = answer
  },
}
export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => note('permissions', 'request'),
    setPermissionCheckHandler: () => note('permissions', 'check'),
    setDevicePermissionHandler: () => note('permissions', 'device'),
  },
}
export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => []
  static getFocusedWindow = () => null
  webContents = new EventEmitter()
  /** @param {unknown} options */
  constructor(options) {
    super()
    note('window', options)
    setTimeout(report)
  }
  /** @param {string} url */
  loadURL = (url) => {
    note('load', url)
    return Promise.resolve()
  }
  show = () => undefined
}
export const ipcMain = {
  on: (/** @type {string} */ channel) => note('ipc', channel),
  handle: (/** @type {string} */ channel) => note('ipc', channel),
}
export const Menu = {
  setApplicationMenu: () => note('menu', true),
  buildFromTemplate: (/** @type {unknown} */ template) => template,
}
export const dialog = { showErrorBox: () => undefined }
export const safeStorage = {
  isEncryptionAvailable: () => false,
  getSelectedStorageBackend: () => 'basic_text',
}
export const shell = { openExternal: () => Promise.resolve() }
export class MessageChannelMain {
  port1 = {}
  port2 = {}
}
export const utilityProcess = {
  /** @param {string} entry @param {readonly string[]} args */
  fork: (entry, args) => {
    note('fork', { entry, args })
    return Object.assign(new EventEmitter(), { postMessage: () => undefined, kill: () => undefined })
  },
}

async function report() {
  const pages = answerPage === null ? [] : await visit(answerPage)
  process.stdout.write(JSON.stringify({ ...asked, pages }))
  process.exit(0)
}

/**
 * The page and every script and style sheet that it names.
 * @param {(request: Request) => Promise<Response>} answer
 */
async function visit(answer) {
  const get = async (/** @type {string} */ path) => {
    const response = await answer(new Request(`app://ordinal/${path}`))
    return { path, status: response.status, type: response.headers.get('Content-Type'), text: await response.text() }
  }
  const first = await get('')
  const named = [...first.text.matchAll(/(?:src|href)="\.?\/?([^"#:]+)"/g)].map((match) => match[1] ?? '')
  const others = await Promise.all(named.map(get))
  return [first, ...others].map(({ path, status, type }) => ({ path, status, type }))
}
