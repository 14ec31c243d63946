/**
 * A handshake as data: who sends which keys when, and what is mixed of which two. Ordinal speaks one pattern only; others of
 * the Noise specification run through the same code, so that published test vectors prove it.
 */

/**
 * `e`, `s`: the sender's ephemeral and static public key. `ee`, `es`, `se`, `ss`: what the initiator's key of the first letter
 * shares with the responder's of the second. `psk`: the key that both had before.
 */
export type Token = 'e' | 's' | 'ee' | 'es' | 'se' | 'ss' | 'psk'

export interface Pattern {
  readonly name: string
  /** Whose static key the other side knew before. */
  readonly known: readonly ('initiator' | 'responder')[]
  /** The initiator writes the first message, then they take turns. */
  readonly messages: readonly (readonly Token[])[]
}

/**
 * Both prove a shared key with the first message they send, then show their static keys, encrypted, to each other alone. Whoever
 * lacks the shared key learns nothing at all.
 */
export const XX_PSK0: Pattern = {
  name: 'XXpsk0',
  known: [],
  messages: [
    ['psk', 'e'],
    ['e', 'ee', 's', 'es'],
    ['s', 'se'],
  ],
}
