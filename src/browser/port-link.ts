import type { HostLink } from '../contract/calls.ts'
import { createLink } from './socket-link.ts'

/**
 * The road to the host inside the desktop window: message ports that the preload passes on. The shell sends a new port
 * whenever the host was started again; the old one says that it is closed, or is dead without saying so.
 */
export function connectPorts(window: Window): Promise<HostLink> {
  const { link, attach, detach } = createLink()
  return new Promise((resolve) => {
    let leave = (): void => undefined
    window.addEventListener('message', (event) => {
      if (event.source !== window || (event.data as { is?: unknown })?.is !== 'ordinal-host-port') return
      const port = event.ports[0]
      if (!port) return
      leave()
      const closed: (() => void)[] = []
      leave = () => {
        leave = () => undefined
        closed.forEach((handler) => handler())
        detach()
      }
      const own = leave
      port.addEventListener('close', () => {
        if (leave === own) own()
      })
      attach({
        send: (message) => port.postMessage(message),
        onMessage: (handler) => {
          port.onmessage = (news) => handler(news.data)
        },
        onClose: (handler) => {
          closed.push(handler)
        },
        close: () => port.close(),
      })
      resolve(link)
    })
    window.postMessage({ is: 'ordinal-ready-for-port' }, window.location.origin)
  })
}
