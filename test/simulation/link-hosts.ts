import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '../../src/sync/session/peer-message.ts'
import { createBringing } from '../../src/sync/session/bringing.ts'
import { createSession, type Session } from '../../src/sync/session/session.ts'
import { planOf } from '../../src/host/room/session-plan.ts'
import type { SimHost } from './lines-world.ts'

export interface LinkedTime {
  /** Chance between 0 and 1 that a message is lost. */
  readonly loses: number
  readonly random: () => number
  /** Virtual milliseconds after which it counts as never ending. */
  readonly limit: number
  readonly isDone: () => Promise<boolean>
}

/**
 * Links all hosts with each other through the sessions that rooms use, in virtual time, until `isDone` says so. Answers the
 * milliseconds it took; null where the limit came first.
 */
export async function linkHosts(hosts: readonly SimHost[], plan: string, time: LinkedTime): Promise<number | null> {
  const { random } = time
  const events: { at: number; run: () => void }[] = []
  let now = 0
  const after = (milliseconds: number, run: () => void): (() => void) => {
    const event = { at: now + milliseconds, run }
    const at = events.findIndex((other) => other.at > event.at)
    events.splice(at < 0 ? events.length : at, 0, event)
    return () => {
      const place = events.indexOf(event)
      if (place >= 0) events.splice(place, 1)
    }
  }
  const sessions = new Map<string, Session>()
  const bringing = new Map(hosts.map((host) => [host, createBringing(() => now)]))
  const nameOf = (from: SimHost, to: SimHost): string => `${from.name}>${to.name}`
  const linked = await Promise.all(hosts.map(async (host) => ({ host, first: await host.plan(plan) })))

  const link = (one: SimHost, other: SimHost): void => {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const first = linked.find(({ host }) => host === from)?.first as (typeof linked)[number]['first']
      let last = 0
      const send = (message: PeerMessage): void => {
        if (random() < time.loses) return
        const bytes = encodePeerMessage(message)
        last = Math.max(last, now + 1 + random() * 20)
        after(last - now, () => {
          const read = decodePeerMessage(bytes)
          if (read === null) throw new Error(`An honest message cannot be read: ${message.is}`)
          sessions.get(nameOf(to, from))?.receive(read)
        })
      }
      const session = createSession({
        plan: planOf(() => from.plans.opened(plan) ?? first, to.vault.device.id),
        send,
        now: () => now,
        after,
        random,
        mayHear: () => true,
        bringing: bringing.get(from) as ReturnType<typeof createBringing>,
        onPresence: () => undefined,
        onPeers: () => undefined,
        onTaken: () => undefined,
        onBroken() {
          end(one, other)
          after(500, () => link(one, other))
        },
        // A plan that is opened anew takes nothing for a moment; what did not come in comes again.
        onFault: () => undefined,
      })
      sessions.set(nameOf(from, to), session)
    }
    sessions.get(nameOf(one, other))?.start()
    sessions.get(nameOf(other, one))?.start()
  }
  const end = (one: SimHost, other: SimHost): void => {
    for (const name of [nameOf(one, other), nameOf(other, one)]) {
      sessions.get(name)?.end()
      sessions.delete(name)
    }
  }

  const stops = linked.map(({ host, first }) =>
    first.peers.onMade((bytes) => {
      for (const other of hosts) sessions.get(nameOf(host, other))?.made(bytes)
    }),
  )
  for (const [i, one] of hosts.entries()) for (const other of hosts.slice(i + 1)) link(one, other)
  let isDone = await time.isDone()
  for (let next = events.shift(); next !== undefined && now < time.limit && !isDone; next = events.shift()) {
    now = Math.max(now, next.at)
    for (const host of hosts) host.time = now
    next.run()
    // Real hosts read and write their disks between two messages.
    for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
    if (events.length > 0 && (events[0] as { at: number }).at - now > IDLE_MS) isDone = await time.isDone()
  }
  for (const session of sessions.values()) session.end()
  for (const stop of stops) stop()
  return isDone ? now : null
}

/** Turns of the loop after each message. */
const TURNS = 4
/** Nothing is on its way: only then is it worth comparing whole plans. */
const IDLE_MS = 100
