import { decodeIntent, encodeGuest, type GuestIntent, type GuestOut } from '../../contract/guest-messages.ts'
import { createAllowance, type Allowance } from '../../sync/session/allowance.ts'
import type { Clock } from '../ports/clock.ts'
import type { Link } from '../room/link.ts'

/** The connections of phones: how much each may say, and how each ends. Who it is that speaks is for others. */
export interface GuestLinks {
  /** `key`: what the other side proved. `hear` is given what it says, `gone` says that the connection ended. */
  open(link: Link, key: string, on: { hear(intent: GuestIntent): void; gone(): void }): void
  /** Says why, and ends it. */
  sendOut(link: Link, why: GuestOut): void
  /** Ends them all, and says why where there is something to say. */
  end(why: GuestOut | null): void
}

/** Somebody who came in says the first word at once. */
const FIRST_WORD_MS = 5_000
/** A person who answers cards and raises hands stays far below it. */
const MESSAGES = { atOnce: 40, aSecond: 4 }
/** Keys of those who came, in or not. */
const MOST_KEYS = 2_000

export function createGuestLinks({ clock }: { readonly clock: Clock }): GuestLinks {
  const links = new Set<Link>()
  /** Of keys, not of links: a new connection gives nobody more. */
  const allowances = new Map<string, Allowance>()

  const all: GuestLinks = {
    open(link, key, { hear, gone }) {
      const stop = clock.after(FIRST_WORD_MS, () => link.close())
      const allowance = allowanceOf(key)
      links.add(link)
      link.onClose(() => {
        stop()
        links.delete(link)
        gone()
      })
      link.onMessage((bytes) => {
        if (!links.has(link)) return
        // No page of ours sends this. Only this link ends: many may share its address, and a new key is made in a moment.
        if (!allowance.takes(1)) return all.sendOut(link, 'fast')
        const intent = decodeIntent(bytes)
        if (intent === null) return drop(link)
        if (intent === 'unknown') return
        if (intent.is === 'ask') stop()
        hear(intent)
      })
    },
    sendOut(link, why) {
      link.send(encodeGuest({ is: 'out', why }))
      drop(link)
    },
    end(why) {
      for (const link of links)
        if (why === null) drop(link)
        else all.sendOut(link, why)
      allowances.clear()
    },
  }
  return all

  /** What still comes from there is not heard. */
  function drop(link: Link): void {
    links.delete(link)
    link.close()
  }

  function allowanceOf(key: string): Allowance {
    const known = allowances.get(key)
    const allowance = known ?? createAllowance({ ...MESSAGES, now: () => clock.now() })
    if (known === undefined) allowances.set(key, allowance)
    if (allowances.size > MOST_KEYS) allowances.delete([...allowances.keys()][0] as string)
    return allowance
  }
}
