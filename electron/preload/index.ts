import { ipcRenderer } from 'electron'
import { PAGE_MESSAGES, PAGES_ORIGIN, SHELL_CHANNELS } from '../../src/contract/shell-channels.ts'

// Passes the host's port to the page and puts nothing of Electron into it: no global, no function, no channel by name.

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || event.origin !== PAGES_ORIGIN) return
  if (isMessage(event.data) && event.data.is === PAGE_MESSAGES.ready) ipcRenderer.send(SHELL_CHANNELS.port)
})

ipcRenderer.on(SHELL_CHANNELS.port, (event) => {
  window.postMessage({ is: PAGE_MESSAGES.port }, PAGES_ORIGIN, [...event.ports])
})

ipcRenderer.on(SHELL_CHANNELS.go, (_event, path: unknown) => {
  if (typeof path === 'string' && path.startsWith('#/')) window.location.hash = path
})

function isMessage(data: unknown): data is { is: unknown } {
  return typeof data === 'object' && data !== null && 'is' in data
}
