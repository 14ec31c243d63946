/** Where randomness comes from. Injected, so that a test or a replay can repeat it. Values are in [0, 1). */
export type Random = () => number

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A fresh record id: 16 letters of 5 bits. Says nothing about who made it or when. */
export function createId(random: Random): string {
  let id = ''
  for (let i = 0; i < 16; i++) id += ALPHABET[Math.floor(random() * 32)]
  return id
}

/** The key that people say aloud for an item that was not imported: five letters of its id. */
export function speakableKey(id: string): string {
  return id.slice(0, 5).toUpperCase()
}
