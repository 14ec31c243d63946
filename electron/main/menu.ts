import { Menu, type MenuItemConstructorOptions } from 'electron'
import { openExternal } from './open-external.ts'

/** The menu bar. What the app itself can do stands in its palette; here is what people expect of a desktop program. */
export function setMenu(options: { mac: boolean; devTools: boolean; newWindow: () => void; print: () => void }): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuOf(options)))
}

export function menuOf(options: Parameters<typeof setMenu>[0]): MenuItemConstructorOptions[] {
  const file: MenuItemConstructorOptions[] = [
    { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: options.newWindow },
    { label: 'Print...', accelerator: 'CmdOrCtrl+P', click: options.print },
    { type: 'separator' },
    { role: options.mac ? 'close' : 'quit' },
  ]
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(options.devTools ? [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
  ]
  const help: MenuItemConstructorOptions[] = [
    { label: 'About Scrum', click: () => void openExternal('https://scrumguides.org/') },
  ]
  return [
    ...(options.mac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: file },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
    { role: 'help', submenu: help },
  ]
}
