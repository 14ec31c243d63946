import { createAllowance } from '../../sync/session/allowance.ts'

/**
 * What of the packets on the port of multicast DNS is looked at. Anybody in the network sends there, and reading costs: the
 * library compares each record of a packet with each other, and answers each question of it with a packet to all. All hear
 * all answers: where thirty hosts ask and answer, each of them would read each room thirty times.
 */
export type MdnsGuard = (packet: Uint8Array, from: string) => boolean

/** What a room says takes some 900 bytes and ten records. */
const LONGEST = 4_000
const MOST_RECORDS = 60
const MOST_QUESTIONS = 4
/** Sixty hosts that all ask and answer every ten seconds send some 400 a second. */
const A_SECOND = 1_000
const AT_ONCE = 2_000
const HEADER = 12
/** An answer goes to all, so whoever asks within a second heard it (RFC 6762, 6). */
const ANSWERED_MS = 1_000
/** The same answer of the same host says nothing new for so long; those who look ask again every ten seconds. */
const HEARD_MS = 5_000
const MOST_REMEMBERED = 300

/** `wants`: whoever announces a room reads questions, and whoever looks for rooms reads answers. `now` in milliseconds. */
export function createMdnsGuard(type: string, wants: 'questions' | 'answers', now: () => number): MdnsGuard {
  const allowance = createAllowance({ aSecond: A_SECOND, atOnce: AT_ONCE, now })
  const heard = new Map<string, number>()
  let answered = -Infinity
  // As it stands in a packet: a label is never split.
  const label = Buffer.from(`${String.fromCharCode(type.length + 1)}_${type}`)
  return (packet, from) => {
    if (packet.length < HEADER || packet.length > LONGEST) return false
    const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length)
    const records = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10)
    if (bytes.readUInt16BE(4) > MOST_QUESTIONS || records > MOST_RECORDS) return false
    const isAnswer = (bytes.readUInt8(2) & 0x80) !== 0
    if (isAnswer !== (wants === 'answers') || !bytes.includes(label)) return false
    return (isAnswer ? isNews(`${from} ${bytes.toString('latin1')}`) : isDue()) && allowance.takes(1)
  }

  function isNews(answer: string): boolean {
    const last = heard.get(answer)
    if (last !== undefined && now() - last < HEARD_MS) return false
    if (heard.size >= MOST_REMEMBERED) heard.clear()
    heard.set(answer, now())
    return true
  }

  function isDue(): boolean {
    if (now() - answered < ANSWERED_MS) return false
    answered = now()
    return true
  }
}
