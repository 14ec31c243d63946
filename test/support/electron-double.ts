import { EventEmitter } from 'node:events'
import { vi } from 'vitest'

/**
 * Stands in for Electron where its program is missing: records what the shell asks of it, answers nothing by itself.
 * Made anew for each test.
 */
export function createElectronDouble() {
  const made: FakeWindow[] = []
  const forked: FakeHost[] = []
  const handled = new Map<string, (request: Request) => Promise<Response>>()

  class BrowserWindow extends EventEmitter {
    readonly webContents = createContents()
    readonly loadURL = vi.fn(() => Promise.resolve())
    readonly show = vi.fn()
    readonly destroy = vi.fn()
    readonly options: Record<string, unknown>
    constructor(options: Record<string, unknown>) {
      super()
      this.options = options
      made.push(this)
    }
  }
  type FakeWindow = BrowserWindow

  const double = {
    BrowserWindow,
    shell: { openExternal: vi.fn(() => Promise.resolve()) },
    protocol: {
      registerSchemesAsPrivileged: vi.fn(),
      handle: vi.fn((scheme: string, answer: (request: Request) => Promise<Response>) => handled.set(scheme, answer)),
    },
    Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn((template: unknown) => template) },
    MessageChannelMain: class {
      readonly port1 = { side: 1 }
      readonly port2 = { side: 2 }
    },
    utilityProcess: {
      fork: vi.fn((entry: string, args: readonly string[]) => {
        const host = createHost(entry, args)
        forked.push(host)
        return host
      }),
    },
  }
  return { double, made, forked, handled }
}

export type FakeHost = ReturnType<typeof createHost>

function createHost(entry: string, args: readonly string[]) {
  return Object.assign(new EventEmitter(), { entry, args, postMessage: vi.fn(), kill: vi.fn() })
}

let nextId = 1

/** The page's side of a window, as far as the shell touches it. */
export function createContents(url = 'app://ordinal/#/') {
  const mainFrame = { url }
  return Object.assign(new EventEmitter(), {
    id: nextId++,
    mainFrame,
    getURL: () => url,
    isDestroyed: () => false,
    postMessage: vi.fn(),
    send: vi.fn(),
    setWindowOpenHandler: vi.fn(),
    executeJavaScript: vi.fn(() => Promise.resolve(true)),
    printToPDF: vi.fn(() => Promise.resolve(new Uint8Array([37, 80, 68, 70]))),
  })
}
