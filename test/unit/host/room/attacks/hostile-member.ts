import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import * as Y from 'yjs'
import { clock } from '../../../../../src/host/ports/clock.ts'
import type { Network, Pipe } from '../../../../../src/host/ports/network.ts'
import { knockAt, type LinkIdentity } from '../../../../../src/host/room/greet.ts'
import { joinRoom } from '../../../../../src/host/room/joining.ts'
import type { Link } from '../../../../../src/host/room/link.ts'
import { nodeRecordCrypto, sha256, verifyEd25519 } from '../../../../../src/host/vault/record-crypto.ts'
import type { Envelope } from '../../../../../src/model/envelope.ts'
import { deviceIdOf } from '../../../../../src/sync/membership/identity.ts'
import { STATEMENT_KEY, statementToJson, type Statement } from '../../../../../src/sync/membership/statement.ts'
import { createHelloKey } from '../../../../../src/sync/noise/hello.ts'
import { parseInvite, type Invite } from '../../../../../src/sync/noise/invite.ts'
import { createKeyPair } from '../../../../../src/sync/noise/key-pair.ts'
import { openSealed } from '../../../../../src/sync/noise/sealed-box.ts'
import { createPlanLedger, type PlanLedger } from '../../../../../src/sync/plan-ledger.ts'
import { encodeRecord, FIRST_HASH } from '../../../../../src/sync/record.ts'
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '../../../../../src/sync/session/peer-message.ts'
import { until, type RoomHost, type RoomOfHosts } from '../../../../support/room-of-hosts.ts'

export type Identity = LinkIdentity & { readonly id: string }

export const secrets = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

export function newIdentity(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  return {
    id: deviceIdOf(sha256, key),
    publicKey: key,
    sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
    verify: verifyEd25519,
    noise: createKeyPair(secrets),
    random: secrets,
  }
}

/** Says whatever it likes over a link that was made in order. */
export interface HostileLink {
  readonly heard: readonly PeerMessage[]
  say(message: PeerMessage | Readonly<Record<string, unknown>>): void
  /** Bytes of one message as they are. */
  sayBytes(bytes: Uint8Array): void
  isClosed(): boolean
  close(): void
}

/**
 * A device that people let in after they compared digits, and that then does as it likes: it has its own keys, knows the plan
 * and the room's key, and keeps to no rule.
 */
export interface HostileMember extends HostileLink {
  readonly identity: Identity
  readonly network: Network
  /** What it knows of the plan: all that came. */
  readonly doc: Y.Doc
  readonly ledger: PlanLedger
  readonly client: number
  /** The update of an edit on what it knows, under a line of its choice. */
  update(edit: (doc: Y.Doc) => void, client?: number): Uint8Array
  /** The next record of its line, with whatever is to be wrong with it. */
  record(more?: Partial<Envelope>, how?: Forgery): Uint8Array
  /** `record`, and its own ledger goes on behind it. */
  next(more?: Partial<Envelope>, how?: Forgery): Uint8Array
  send(...records: Uint8Array[]): void
  /** Asks for what it lacks, until it has heard of so many items. */
  learns(items: number): Promise<void>
  /** The room's key of now. */
  epochKey(): Uint8Array
  /** Calls another host of the room; null where that does not answer. */
  call(address: string, port: number, as?: { identity?: Identity; psk?: Uint8Array }): Promise<HostileLink | null>
}

export interface Forgery {
  readonly plan?: string
  readonly device?: string
  readonly previous?: Uint8Array
  readonly statement?: Statement | Readonly<Record<string, unknown>>
  readonly signer?: Identity
}

/** Joins as a person's laptop does: invite, digits, and somebody at the door who lets it in. */
export async function hostileMember(
  room: RoomOfHosts,
  door: RoomHost,
  plan: string,
  address: string,
  name = 'Mallory',
): Promise<HostileMember> {
  const identity = newIdentity()
  const network = room.network.machine(address)
  const invite = await inviteOf(door, plan)
  let shown = (_: string): void => undefined
  const digits = new Promise<string>((resolve) => (shown = resolve))
  const joining = joinRoom({ invite, name, person: '', identity, network, clock, onDigits: shown })
  const drawn = await Promise.race([digits, joining.done.then((end) => Promise.reject(new Error(JSON.stringify(end))))])
  await until(async () => (await door.state(plan)).knocks.some((one) => one.digits === drawn))
  await door.link.call('room.admit', { plan, device: identity.id, digits: drawn })
  const joined = await joining.done
  if (!joined.ok) throw new Error(joined.error.message)
  const { root, link } = joined.value
  const crypto = nodeRecordCrypto((bytes) => identity.sign(bytes))
  const doc = new Y.Doc()
  const ledger = createPlanLedger({
    crypto,
    planId: plan,
    deviceKeys: (device) => (device === identity.id ? identity.publicKey : undefined),
    pinnedRoot: root,
  })
  const client = new DataView(secrets(4).buffer).getUint32(0)
  const take = (bytes: Uint8Array): void => {
    const answer = ledger.judge(bytes, { doc })
    if (answer.answer !== 'apply') return
    Y.applyUpdate(doc, answer.record.update)
    ledger.accept(answer.record)
  }
  const first = hostileLink(link, take)

  const member: HostileMember = {
    ...first,
    identity,
    network,
    doc,
    ledger,
    client,
    update(edit, under = client) {
      const copy = new Y.Doc()
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
      copy.clientID = under
      let made: Uint8Array = Uint8Array.of(0, 0)
      copy.on('update', (update) => (made = update))
      copy.transact(() => edit(copy))
      return made
    },
    record(more = {}, { plan: of = plan, device, previous, statement, signer = identity } = {}) {
      const line = ledger.lineOf(more.client ?? client)
      const knew = Object.entries(ledger.vector()).filter(([key]) => Number(key) !== (more.client ?? client))
      const envelope: Envelope = {
        client,
        seq: (line?.seq ?? 0) + 1,
        after: Object.fromEntries(knew),
        author: { person: null, role: 'po', forTeam: null },
        time: Date.now(),
        change: `hostile-${String(client)}-${String((line?.seq ?? 0) + 1)}`,
        entries: [],
        update: Uint8Array.of(0, 0),
        ...more,
      }
      return encodeRecord(
        { ...crypto, sign: (bytes) => signer.sign(bytes) },
        previous ?? line?.hash ?? FIRST_HASH,
        envelope,
        {
          plan: of,
          device: device ?? signer.id,
          ...(statement === undefined ? {} : { more: { [STATEMENT_KEY]: jsonOf(statement) } }),
        },
      )
    },
    next(more, how) {
      const bytes = member.record(more, how)
      take(bytes)
      return bytes
    },
    send: (...records) => member.say({ is: 'records', n: 0, records }),
    async learns(items) {
      await until(async () => {
        const lines = Object.entries(ledger.frontier()).map(([key, [seq, hash]]) => [
          Number(key),
          seq,
          hash.slice(0, 16),
        ])
        member.say({ is: 'have', lines, out: [], ask: false })
        await new Promise((resolve) => setTimeout(resolve, 100))
        return doc.getMap('items').size >= items
      })
    },
    epochKey() {
      const wraps = ledger.membership.epochs().at(-1)?.wrapsFor(identity.id) ?? []
      const key = wraps.map((sealed) => openSealed(identity.noise.secret, sealed)).find((one) => one !== null)
      if (key === undefined || key === null) throw new Error('It has no key of the room.')
      return key
    },
    async call(to, port, as = {}) {
      const pipe = await network.dial(to, port)
      if (pipe === null) return null
      const key = createHelloKey('member', as.psk ?? member.epochKey())
      const greeted = await knockAt(pipe, { identity: as.identity ?? identity, key, clock })
      return greeted === null ? null : hostileLink(greeted.link, () => undefined)
    },
  }
  member.say({ is: 'have', lines: [], out: [], ask: true })
  await until(() => ledger.membership.isMember(identity.id))
  return member
}

export async function inviteOf(door: RoomHost, plan: string): Promise<Invite> {
  const { invite } = await door.link.call('room.open', { plan, port: null })
  const read = parseInvite(invite?.link ?? '')
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

export function hostileLink(link: Link, take: (record: Uint8Array) => void): HostileLink {
  const heard: PeerMessage[] = []
  let isClosed = false
  const say: HostileLink['say'] = (message) => link.send(encodePeerMessage(message as PeerMessage))
  link.onClose(() => (isClosed = true))
  link.onMessage((bytes) => {
    const message = decodePeerMessage(bytes)
    if (message === null || message === 'unknown') return
    heard.push(message)
    if (message.is === 'ping') say({ is: 'pong', n: message.n, at: message.at, here: Date.now() })
    if (message.is !== 'records') return
    for (const record of message.records) take(record)
    if (message.n > 0) say({ is: 'got', n: message.n })
  })
  return {
    heard,
    say,
    sayBytes: (bytes) => link.send(bytes),
    isClosed: () => isClosed,
    close: () => link.close(),
  }
}

/** A pipe that is only listened to: what came, and whether it was closed. */
export function listenTo(pipe: Pipe): { readonly bytes: Uint8Array[]; readonly closed: Promise<number> } {
  const bytes: Uint8Array[] = []
  pipe.onBytes((one) => bytes.push(one.slice()))
  const began = performance.now()
  return { bytes, closed: new Promise((resolve) => pipe.onClose(() => resolve(performance.now() - began))) }
}

function jsonOf(statement: Statement | Readonly<Record<string, unknown>>): unknown {
  return statementToJson(statement as Statement)
}
