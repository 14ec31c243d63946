import { fail, ok, type Result } from '../../model/result.ts'
import { joinerComparison } from '../../sync/noise/comparison.ts'
import { keyFromSecret } from '../../sync/noise/derive-key.ts'
import { createHelloKey } from '../../sync/noise/hello.ts'
import type { Invite } from '../../sync/noise/invite.ts'
import { addressToBytes } from '../../sync/noise/ip-address.ts'
import { decodeJoinMessage, encodeJoinMessage, joinProof, type JoinMessage } from '../../sync/session/join-message.ts'
import { isSameBytes } from '../../sync/same-bytes.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network, Pipe } from '../ports/network.ts'
import { knockAt, type Greeted, type LinkIdentity } from './greet.ts'
import type { Link } from './link.ts'

/** A person over there said yes: the plan, who let this device in, and the link that goes on. */
export interface LetIn extends Omit<JoinMessage & { is: 'in' }, 'is' | 'proof'> {
  readonly link: Link
  /** Where it was reached. */
  readonly address: string
  readonly port: number
}

export interface Joining {
  readonly done: Promise<Result<LetIn>>
  cancel(): void
}

/** A name may have many. */
const MOST_ADDRESSES = 8
/** A person who has to be fetched from the kitchen. */
const PATIENCE_MS = 10 * 60_000

/** The joiner's side: knocks with an invite, shows six digits, and waits for a person over there. */
export function joinRoom(parts: {
  readonly invite: Invite
  readonly name: string
  readonly person: string
  readonly identity: LinkIdentity
  readonly network: Network
  readonly clock: Clock
  readonly onDigits: (digits: string) => void
}): Joining {
  const { invite, identity, clock } = parts
  let link: Link | null = null
  let isOver = false
  const run = async (): Promise<Result<LetIn>> => {
    const addresses = await addressesOf(invite)
    if (addresses.length === 0) return refused('unknown-name', unknownName(invite))
    const found = await reach(addresses)
    if (isOver) {
      found?.greeted.link.close()
      return refused('cancelled', 'The join was called off.')
    }
    if (found === null)
      return refused(
        'nobody-there',
        `Nobody answered at ${invite.addresses.join(', ')}. Are both machines in the same network, and is the room still open? An invite is good once and for 15 minutes.`,
      )
    link = found.greeted.link
    return new Promise((resolve) => knock(found, resolve))
  }
  const done = run()
  return {
    done,
    cancel() {
      isOver = true
      link?.close()
    },
  }

  /** A person may have typed a machine's name. */
  async function addressesOf({ addresses }: Invite): Promise<string[]> {
    const found = addresses.map(async (one) => (isName(one) ? parts.network.lookup(one) : [one]))
    return [...new Set((await Promise.all(found)).flat())].slice(0, MOST_ADDRESSES)
  }

  async function reach(addresses: readonly string[]): Promise<{ greeted: Greeted; address: string } | null> {
    const key = createHelloKey('join', keyFromSecret(invite.secret, 'join'))
    for (const address of addresses) {
      if (isOver) return null
      const pipe: Pipe | null = await parts.network.dial(address, invite.port)
      if (pipe === null) continue
      const greeted = await knockAt(pipe, { identity, key, clock })
      if (greeted === null) continue
      // Somebody else has the secret, and answers at that address.
      if (invite.key !== null && !isSameBytes(invite.key, greeted.noise)) greeted.link.close()
      else return { greeted, address }
    }
    return null
  }

  function knock(
    { greeted, address }: { greeted: Greeted; address: string },
    resolve: (end: Result<LetIn>) => void,
  ): void {
    const { link } = greeted
    const comparison = joinerComparison({ hash: greeted.hash, random: identity.random })
    const stop = clock.after(PATIENCE_MS, () =>
      end(refused('no-answer', 'Nobody let this device in within ten minutes.')),
    )
    let hasDigits = false
    let isDone = false
    const end = (result: Result<LetIn>): void => {
      if (isDone) return
      isDone = true
      stop()
      if (!result.ok) link.close()
      resolve(result)
    }
    link.onClose(() =>
      end(
        isOver
          ? refused('cancelled', 'The join was called off.')
          : refused('link-lost', 'The connection ended before this device was let in. Try again with a new invite.'),
      ),
    )
    link.onMessage((bytes) => {
      const message = decodeJoinMessage(bytes)
      if (message?.is === 'nonce' && !hasDigits) {
        const drawn = comparison.reveal(message.nonce)
        if (drawn === null)
          return end(refused('foul', 'The other side does not keep to the rules. Nothing was joined.'))
        hasDigits = true
        link.send(encodeJoinMessage({ is: 'reveal', nonce: drawn.nonce }))
        return parts.onDigits(drawn.digits)
      }
      if (message?.is === 'out' && message.removed === true) return end(refused('removed', REMOVED))
      if (message?.is === 'out')
        return end(
          refused(
            'turned-away',
            message.why === '' ? 'This device was turned away.' : `This device was turned away: ${message.why}`,
          ),
        )
      if (message?.is === 'in' && hasDigits) {
        const { plan, root, by, proof, name } = message
        // Whoever answers proved a Noise key, and says which device it is.
        if (identity.verify(by, joinProof(greeted.noise), proof)) {
          link.onMessage(null)
          return end(ok({ plan, root, by, name, link, address, port: invite.port }))
        }
      }
      end(refused('foul', 'The other side does not keep to the rules. Nothing was joined.'))
    })
    link.send(
      encodeJoinMessage({
        is: 'knock',
        name: parts.name,
        person: parts.person,
        proof: identity.sign(joinProof(identity.noise.publicKey)),
        commit: comparison.commit,
      }),
    )
  }
}

const REMOVED =
  'This device was removed from that room before, and its key stays out. To be let in again it has to knock with a new one.'

const isName = (address: string): boolean => addressToBytes(address) === null

function unknownName({ addresses, port }: Invite): string {
  const [name = ''] = addresses
  return (
    `This machine knows no other by the name “${name}”. Type the numbers of its address instead; ` +
    `they look like 192.168.1.20:${port} and stand on the room’s screen over there.`
  )
}

function refused(type: string, message: string): Result<never> {
  return fail({ type, message })
}
