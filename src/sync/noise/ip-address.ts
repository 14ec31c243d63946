/**
 * Addresses of the network, as text and as 4 or 16 bytes.
 *
 * API: addressToBytes(text) (null for whatever is no address), bytesToAddress(bytes), hostInUrl(address).
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
