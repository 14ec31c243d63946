import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, session } from 'electron'
import { SHELL_CHANNELS } from '../../src/contract/shell-channels.ts'
import { dataFolderOf } from './command-line.ts'
import { startHostProcess, type HostProcess } from './host-process.ts'
import { placeOfCommandLine, placeOfLink } from './links.ts'
import { systemKeychain } from './keychain.ts'
import { setMenu } from './menu.ts'
import { isFromOurPage } from './our-page.ts'
import { declarePages, servePages } from './pages.ts'
import { printPage } from './print-page.ts'
import { refusePermissions, refuseStrangers } from './refusals.ts'
import { createWindowFactory } from './window-factory.ts'

// The shell's composition root. Nothing here knows a plan: windows talk to the host over ports of their own.

const out = join(import.meta.dirname, '..')
const dataFolder = dataFolderOf(process.argv)
const devTools = !app.isPackaged

declarePages()
refuseStrangers(app)
app.setPath('userData', join(app.getPath('appData'), 'Ordinal Window', nameOf(dataFolder)))

// One shell a data folder: a second one shows the first and leaves.
if (app.requestSingleInstanceLock()) {
  let waitingPlace = placeOfCommandLine(process.argv)
  let show = (place: string): void => {
    waitingPlace = place
  }
  app.on('second-instance', (_event, words) => show(placeOfCommandLine(words) ?? ''))
  app.on('open-url', (event, link) => {
    event.preventDefault()
    const place = placeOfLink(link)
    if (place !== null) show(place)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  if (app.isPackaged) app.setAsDefaultProtocolClient('ordinal')
  // Awaited at the top level it would never come: Electron is ready only after this file was evaluated.
  app.whenReady().then(
    () => {
      show = run(waitingPlace ?? '#/')
    },
    (error: unknown) => {
      console.error(error)
      app.exit(1)
    },
  )
} else {
  app.quit()
}

function run(firstPlace: string): (place: string) => void {
  servePages(join(out, 'renderer'))
  refusePermissions(session.defaultSession)
  const windows = createWindowFactory({ preload: join(out, 'preload', 'index.cjs'), devTools })
  const host = startHostProcess({
    entry: join(out, 'host', 'main.mjs'),
    dataFolder,
    print: (path) => printPage(windows, path),
    keychain: systemKeychain,
    onCannotStart: (message) => {
      dialog.showErrorBox('Ordinal cannot start', message)
      app.exit(1)
    },
  })
  ipcMain.on(SHELL_CHANNELS.port, (event) => {
    if (isFromOurPage(event)) host.connect(event.sender)
  })
  leaveInOrder(host)
  setMenu({
    mac: process.platform === 'darwin',
    devTools,
    newWindow: () => windows.open('#/'),
    print: () => BrowserWindow.getFocusedWindow()?.webContents.print(),
  })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) windows.open('#/')
  })
  windows.open(firstPlace)
  return (place) => {
    const window = BrowserWindow.getAllWindows().find((one) => one.isVisible())
    if (window === undefined) return void windows.open(place || '#/')
    if (window.isMinimized()) window.restore()
    window.focus()
    if (place !== '') window.webContents.send(SHELL_CHANNELS.go, place)
  }
}

/** The host flushes before the shell goes. */
function leaveInOrder(host: HostProcess): void {
  app.on('will-quit', (event) => {
    event.preventDefault()
    host.stop().then(
      () => app.exit(0),
      () => app.exit(1),
    )
  })
}

/** Chromium's own files lie apart from the plans, and apart for each data folder. */
function nameOf(folder: string | null): string {
  return folder === null ? 'default' : createHash('sha256').update(folder).digest('hex').slice(0, 16)
}
