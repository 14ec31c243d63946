import type { App, Session, WebContents } from 'electron'
import { openExternal } from './open-external.ts'
import { isOurPage } from './our-page.ts'

/** What our own page may be allowed. Everything that is not named here is refused to everybody. */
const PERMISSIONS: readonly string[] = ['clipboard-sanitized-write', 'fullscreen']

/** No page but ours is ever shown, in any window: links to elsewhere go to the person's own browser. */
export function refuseStrangers(app: App): void {
  app.on('web-contents-created', (_event, contents) => guard(contents))
}

function guard(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (isOurPage(event.url)) return
    event.preventDefault()
    openExternal(event.url)
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(url)
    return { action: 'deny' }
  })
}

/** Camera, microphone, place, notifications, devices: refused, unless listed above and asked for by our own page. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(PERMISSIONS.includes(permission) && isOurPage(contents.getURL()))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => {
    return PERMISSIONS.includes(permission) && isOurPage(origin)
  })
  session.setDevicePermissionHandler(() => false)
}
