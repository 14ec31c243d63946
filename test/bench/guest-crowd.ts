import { createInterface } from 'node:readline'
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { decodeNews, encodeGuest } from '../../src/contract/guest-messages.ts'
import { knock } from '../../src/guest/knock.ts'
import { parseGuestLink } from '../../src/sync/noise/guest-link.ts'
import { createKeyPair } from '../../src/sync/noise/key-pair.ts'
import type { Road } from '../../src/guest/road.ts'

/** What the crowd is told, and what it answers: milliseconds from the start to "in" with an item on the screen, a guest each. */
export interface CrowdOrder {
  readonly link: string
  readonly guests: number
}
export type CrowdAnswer = readonly number[]

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** So many phones load the page and come in with the page's own code, all at once. */
export async function joinAsCrowd(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const order = JSON.parse((await lines.next()).value as string) as CrowdOrder
  const keys = parseGuestLink(order.link)
  if (!keys.ok) throw new Error(keys.error.message)
  const { port, origin } = new URL(order.link)
  // Phones have processors of their own; here all share one.
  const phones = Array.from({ length: order.guests }, () => createKeyPair(random))
  process.stdout.write('ready\n')
  await lines.next()
  const began = performance.now()
  const joined = await Promise.all(
    phones.map(async (own, i) => {
      const page = await (await fetch(`${origin}/g`)).text()
      for (const [, file] of page.matchAll(/(?:src|href)="(\/g\/[^"]+)"/g))
        await (await fetch(origin + file)).arrayBuffer()
      const link = await knock(roadOver(new WebSocket(`ws://127.0.0.1:${port}/room`, { localAddress: addressOf(i) })), {
        keys: keys.value,
        own,
        random,
      })
      if (typeof link === 'string') return NaN
      return new Promise<number>((resolve) => {
        link.onMessage((bytes) => {
          const news = bytes === null ? null : decodeNews(bytes)
          if (news === null) resolve(NaN)
          else if (news !== 'unknown' && news.is === 'shown') resolve(performance.now() - began)
        })
        link.send(encodeGuest({ is: 'ask', name: `Guest ${i + 1}`, role: 'developer' }))
      })
    }),
  )
  process.stdout.write(`${JSON.stringify(joined satisfies CrowdAnswer)}\n`)
  // The links stay until the host was looked at.
  await lines.next()
}

/** Phones have an address each, and of one address not many may wait. All of 127.0.0.0/8 are this machine's on Linux. */
const addressOf = (i: number): string => (process.platform === 'linux' ? `127.0.1.${(i % 250) + 1}` : '127.0.0.1')

function roadOver(socket: WebSocket): Road {
  socket.on('error', () => socket.terminate())
  const early: Uint8Array[] = []
  let handler: ((bytes: Uint8Array) => void) | null = null
  socket.on('message', (data: Buffer) => {
    if (handler === null) early.push(data)
    else handler(data)
  })
  return {
    send: (bytes) => socket.send(bytes),
    onBytes(next) {
      handler = next
      for (const bytes of early.splice(0)) next(bytes)
    },
    onClose: (closed) => void socket.on('close', closed),
    close: () => socket.close(),
  }
}
