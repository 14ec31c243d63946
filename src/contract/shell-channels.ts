/** Where the pages live inside the desktop window. */
export const PAGES_ORIGIN = 'app://ordinal'

/** Channels between the shell and its preload. There are no others. */
export const SHELL_CHANNELS = {
  /** Preload asks for a port to the host; the shell answers on the same channel with one, again after each restart. */
  port: 'ordinal:port',
  /** The shell sends the page to a place, such as `#/p/<plan>/backlog`. */
  go: 'ordinal:go',
} as const

/** What page and preload say to each other by window.postMessage. */
export const PAGE_MESSAGES = { ready: 'ordinal-ready-for-port', port: 'ordinal-host-port' } as const
