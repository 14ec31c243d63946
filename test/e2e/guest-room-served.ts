import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { CallFailed } from '../../src/contract/calls.ts'
import { guestPage } from '../../src/host/guests/guest-page.ts'
import { createGuests, type Guests } from '../../src/host/guests/guests.ts'
import { clock } from '../../src/host/ports/clock.ts'
import { answerDoor, type LinkIdentity } from '../../src/host/room/greet.ts'
import { networkPlaces } from '../../src/host/room/network-places.ts'
import { webNetwork } from '../../src/host/room/web-network.ts'
import { createKeyPair } from '../../src/sync/noise/key-pair.ts'
import { inMemoryPlan, type InMemoryPlan } from '../support/in-memory-plan.ts'

/** An address of this machine that others reach it by: pages from it are no secure context. Null where it has none. */
export const outerAddress = networkPlaces().find(({ address }) => !address.includes(':'))?.address ?? null

export interface ServedRoom {
  readonly plan: InMemoryPlan
  readonly guests: Guests
  readonly port: number
  link(): string
  drive(screen: string | null, item?: string | null): void
  /** Stops listening, as a machine that goes to sleep. The answer listens again on the same port. */
  sleep(): Promise<() => Promise<void>>
  stop(): Promise<void>
}

/** The built page and the real room's door on all networks of this machine, over a plan in memory. */
export async function serveRoom(address: string): Promise<ServedRoom> {
  const plan = inMemoryPlan({ now: () => Date.now() })
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
  let driver: { name: string; screen: string; item: string | null } | null = null
  const identity: LinkIdentity = {
    publicKey: random(32),
    sign: () => new Uint8Array(64),
    verify: () => false,
    noise: createKeyPair(random),
    random,
  }
  const guests = createGuests({
    plan: 'clinic',
    host: () => ({
      plan: plan.plan,
      async run(author, command, args) {
        const done = plan.run(command, args, author)
        if (!done.ok) throw new CallFailed(done.error.type, done.error.message)
        return done.value.value as never
      },
    }),
    identity,
    clock,
    memory: { recall: () => null, keep: () => undefined },
    driver: () => driver,
    onChanged: () => undefined,
    onPresence: () => undefined,
    onFault: (what, error) => {
      throw new Error(what, { cause: error })
    },
  })
  guests.open()
  const page = guestPage(fileURLToPath(new URL('../../out/guest', import.meta.url)))
  const listen = async (at: number) => {
    const listening = await webNetwork.listen(at, {
      page,
      pipe: (pipe) =>
        void answerDoor(pipe, { identity, keys: () => guests.keys(), clock }).then((greeted) => {
          if (greeted !== null) guests.enter(greeted)
        }),
    })
    if (!listening.ok) throw new Error(listening.error.message)
    return listening.value
  }
  let listening = await listen(0)
  const { port } = listening
  return {
    plan,
    guests,
    port,
    link: () => guests.link({ address, port }),
    drive(screen, item = null) {
      driver = screen === null ? null : { name: 'Anna', screen, item }
      guests.look()
    },
    async sleep() {
      await listening.close()
      return async () => void (listening = await listen(port))
    },
    stop: () => listening.close(),
  }
}
