/**
 * Addresses of the network, as text and as 4 or 16 bytes.
 *
 * API: addressToBytes(text) (null for whatever is no address), bytesToAddress(bytes), hostInUrl(address), reachesOthers(address)
 * and isNear(address, own) for addresses that somebody else told.
 */

/** A zone, as in fe80::1%eth0, means something on one machine only: such an address is none here. */
export function addressToBytes(text: string): Uint8Array | null {
  return text.includes(':') ? six(text) : four(text)
}

/** IPv6 as RFC 5952 wants it: lower case, the longest run of zeros left out. */
export function bytesToAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number))
  const run = longestZeros(groups)
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  return run.length < 2 ? hex(0, 8) : `${hex(0, run.at)}::${hex(run.at + run.length, 8)}`
}

/** As it stands before the port. */
export function hostInUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/**
 * False for what leads to this machine itself, to all at once or to nobody: whoever may tell addresses shall not make a host
 * speak to other programs of its own machine.
 */
export function reachesOthers(address: string): boolean {
  const bytes = plainBytes(address)
  if (bytes === null) return false
  if (bytes.length === 16) return bytes[0] !== 0xff && bytes.subarray(0, 15).some((byte) => byte !== 0)
  const first = bytes[0] as number
  return first !== 0 && first !== 127 && first < 224
}

/** Whether it may be in a network of this machine, whose addresses are `own`: a private one, or one of a kind with its own. */
export function isNear(address: string, own: readonly string[]): boolean {
  const bytes = plainBytes(address)
  if (bytes === null || !reachesOthers(address)) return false
  const [a = 0, b = 0] = bytes
  const isPrivate =
    bytes.length === 16
      ? (a & 0xfe) === 0xfc
      : a === 10 || (a === 172 && b >> 4 === 1) || (a === 192 && b === 168) || (a === 169 && b === 254)
  const same = bytes.length === 16 ? 6 : 2
  return isPrivate || own.some((one) => startsSame(plainBytes(one), bytes, same))
}

function startsSame(a: Uint8Array | null, b: Uint8Array, length: number): boolean {
  return a?.length === b.length && a.subarray(0, length).every((byte, i) => byte === b[i])
}

/** An IPv4 address that is written as an IPv6 one is the same machine. */
function plainBytes(address: string): Uint8Array | null {
  const bytes = addressToBytes(address)
  const isMapped =
    bytes?.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && (bytes[10] as number) === 0xff
  return isMapped && bytes[11] === 0xff ? bytes.subarray(12) : bytes
}

function four(text: string): Uint8Array | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null
  return Uint8Array.from(parts, Number)
}

function six(text: string): Uint8Array | null {
  const [head = '', tail, ...more] = text.split('::')
  const before = groupsOf(head, tail === undefined)
  const after = tail === undefined ? [] : groupsOf(tail, true)
  if (before === null || after === null || more.length > 0) return null
  const missing = 16 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 2) return null
  return Uint8Array.from([...before, ...Array<number>(missing).fill(0), ...after])
}

/** Bytes of groups between colons. The last one of an address may be an IPv4 address. */
function groupsOf(text: string, isEnd: boolean): number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [i, group] of groups.entries()) {
    const embedded = isEnd && i === groups.length - 1 && group.includes('.') ? four(group) : null
    if (embedded !== null) bytes.push(...embedded)
    else if (/^[0-9a-f]{1,4}$/i.test(group)) bytes.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 255)
    else return null
  }
  return bytes
}

function longestZeros(groups: readonly number[]): { at: number; length: number } {
  let best = { at: 0, length: 0 }
  let length = 0
  for (const [i, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0
    if (length > best.length) best = { at: i + 1 - length, length }
  }
  return best
}
