/** Of the letters that nobody mistakes for another, as invites have them. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 4
const GROUP = 4

/** A passphrase of 80 random bits in groups of four letters: "K7QM-2XW9-ABCD-EF3G". `random` must be a source of secrets. */
export function madePassphrase(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const letters = [...random(new Uint8Array(GROUPS * GROUP))].map((byte) => LETTERS.charAt(byte % LETTERS.length))
  return Array.from({ length: GROUPS }, (_, i) => letters.slice(i * GROUP, (i + 1) * GROUP).join('')).join('-')
}
