import type { HostLink } from '../contract/calls.ts'
import { createLink } from './socket-link.ts'

/**
 * The road to the host inside the desktop window: message ports that the preload passes on. The shell sends a new port
 * whenever the host was started again; the old one is then dead without saying so.
 */
export function connectPorts(window: Window): Promise<HostLink> {
  const { link, attach, detach } = createLink()
  return new Promise((resolve) => {
    let close: (() => void)[] = []
    window.addEventListener('message', (event) => {
      if (event.source !== window || (event.data as { is?: unknown })?.is !== 'ordinal-host-port') return
      const port = event.ports[0]
      if (!port) return
      close.forEach((handler) => handler())
      close = []
      detach()
      attach({
        send: (message) => port.postMessage(message),
        onMessage: (handler) => {
          port.onmessage = (news) => handler(news.data)
        },
        onClose: (handler) => {
          close.push(handler)
        },
        close: () => port.close(),
      })
      resolve(link)
    })
    window.postMessage({ is: 'ordinal-ready-for-port' }, window.location.origin)
  })
}
