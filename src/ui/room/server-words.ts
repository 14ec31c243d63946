import type { ServerState } from '../../state/room-state.svelte.ts'

export const SERVER_KINDS: readonly { readonly id: ServerState['kind']; readonly words: string }[] = [
  { id: 'y-websocket', words: 'y-websocket' },
  { id: 'hocuspocus', words: 'Hocuspocus' },
]

/** How it stands with a plan's server, for people. */
export function serverWords({ state, trouble, isLevel }: ServerState): string {
  if (state === 'connecting') return 'The server is being called.'
  if (state === 'away') return `${trouble === '' ? 'The server is not reached.' : trouble} Ordinal goes on trying.`
  if (isLevel === true) return 'Connected. The server has all that is here, and this device all that is there.'
  return 'Connected. What is new is on its way.'
}
