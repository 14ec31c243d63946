import type { WebFrameMain } from 'electron'
import { PAGES_ORIGIN } from '../../src/contract/shell-channels.ts'

const ORIGIN = new URL(PAGES_ORIGIN)

/** Whether an address is one of our own pages. */
export function isOurPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === ORIGIN.protocol && url.host === ORIGIN.host
}

/** Whether a call comes from the top frame of a window that shows our page; frames inside it may ask for nothing. */
export function isFromOurPage(event: {
  senderFrame: WebFrameMain | null
  sender: { mainFrame: WebFrameMain }
}): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && isOurPage(frame.url)
}
