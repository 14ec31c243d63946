import { createAllowance } from '../../sync/session/allowance.ts'

/**
 * What of the packets on the port of multicast DNS is looked at. Anybody in the network sends there, and reading costs: the
 * library compares each record of a packet with each other, and answers each question of it with a packet to all.
 */
export type MdnsGuard = (packet: Uint8Array) => boolean

/** What a room says takes some 900 bytes and ten records. */
const LONGEST = 4_000
const MOST_RECORDS = 60
const MOST_QUESTIONS = 4
/** Sixty hosts that all ask and answer every ten seconds send some 400 a second. */
const A_SECOND = 1_000
const AT_ONCE = 2_000
const HEADER = 12

export function createMdnsGuard(type: string, now: () => number): MdnsGuard {
  const allowance = createAllowance({ aSecond: A_SECOND, atOnce: AT_ONCE, now })
  // As it stands in a packet: a label is never split.
  const label = Buffer.from(`${String.fromCharCode(type.length + 1)}_${type}`)
  return (packet) => {
    if (packet.length < HEADER || packet.length > LONGEST) return false
    const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length)
    const records = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10)
    if (bytes.readUInt16BE(4) > MOST_QUESTIONS || records > MOST_RECORDS) return false
    return bytes.includes(label) && allowance.takes(1)
  }
}
