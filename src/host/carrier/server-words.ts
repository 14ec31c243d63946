import type { Gone } from './mail-server.ts'

/** Soon enough for somebody who mends it, and no burden on a server that means it. */
const PAUSE_MS = 60_000
/** After what no honest server sends. */
export const FLOOD_PAUSE_MS = 600_000

export const NO_TOKEN: Gone = {
  trouble: 'The server does not let this device in: the token is missing, wrong or no longer good.',
  pause: PAUSE_MS,
}
export const FLOODED: Gone = {
  trouble: 'The server sent far more than this plan can be. Ordinal leaves it alone for ten minutes.',
  pause: FLOOD_PAUSE_MS,
}
/** What is in a document is not what can be there. */
export const FOUL: Gone = {
  trouble:
    'The server filled the plan’s mailbox with what nobody of the room put there. It is left alone for ten minutes.',
  pause: FLOOD_PAUSE_MS,
  isSpoiled: true,
}
export const UNREADABLE: Gone = {
  trouble: 'The server sent what cannot be read. Is it of the kind that was chosen?',
  pause: PAUSE_MS,
  isSpoiled: true,
}

const TLS = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|EPROTO|ERR_SSL|wrong version number/

/** What an error of a socket means for people. Addresses stay out of it, since they may hold a token. */
export function goneFor(error: unknown): Gone {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  const text = `${String(code ?? '')} ${String(message ?? '')}`
  const answer = /Unexpected server response: (\d{3})/.exec(text)?.[1]
  if (answer === '401' || answer === '403') return NO_TOKEN
  if (answer !== undefined)
    return { trouble: `Something answers at that address (${answer}), but no Yjs server.`, pause: PAUSE_MS }
  if (TLS.test(text))
    return {
      trouble: `The connection cannot be made safe: the server’s certificate was not accepted${typeof code === 'string' ? ` (${code})` : ''}.`,
      pause: PAUSE_MS,
    }
  if (/ENOTFOUND|EAI_AGAIN/.test(text)) return { trouble: 'No server of that name is found from here.' }
  if (/ECONNREFUSED/.test(text)) return { trouble: 'No server answers at that address.' }
  if (/Max payload/.test(text)) return FLOODED
  return { trouble: 'The server is not reached from here.' }
}

/** A socket that was closed from over there. */
export function goneByClosing(code: number): Gone {
  if (code === 4401 || code === 4403 || code === 1008) return NO_TOKEN
  if (code >= 4400 && code < 4500) return { trouble: `The server refuses this plan (${code}).`, pause: PAUSE_MS }
  return { trouble: 'The server ended the connection.' }
}
