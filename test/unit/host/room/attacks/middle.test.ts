import { sha256 } from '@noble/hashes/sha2.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clock } from '../../../../../src/host/ports/clock.ts'
import type { Network, Pipe } from '../../../../../src/host/ports/network.ts'
import { answerDoor, knockAt, type Greeted } from '../../../../../src/host/room/greet.ts'
import { joinRoom } from '../../../../../src/host/room/joining.ts'
import { hostComparison, joinerComparison } from '../../../../../src/sync/noise/comparison.ts'
import { keyFromSecret } from '../../../../../src/sync/noise/derive-key.ts'
import { createHelloKey } from '../../../../../src/sync/noise/hello.ts'
import { parseInvite, type Invite } from '../../../../../src/sync/noise/invite.ts'
import { decodeJoinMessage, encodeJoinMessage, joinProof } from '../../../../../src/sync/session/join-message.ts'
import { until } from '../../../../support/room-of-hosts.ts'
import { attackedRoom, type AttackedRoom } from './attacked-room.ts'
import { inviteOf, newIdentity, secrets, type Identity } from './hostile-member.ts'

/**
 * Somebody sits between a device that joins and the room: both speak to it and to nobody else. It read the code over a shoulder,
 * which is the worst case: a link says which key the room has to prove, a typed code does not.
 */
let scene: AttackedRoom
beforeAll(async () => {
  scene = await attackedRoom()
})
afterAll(() => scene.room.end())

let machines = 0
const machine = (): { network: Network; address: string } => {
  const address = `10.40.${String(Math.floor(++machines / 200))}.${String(1 + (machines % 200))}`
  return { network: scene.room.network.machine(address), address }
}

async function typedInvite(): Promise<Invite> {
  const { code } = await scene.ada.link.call('room.invite', { plan: scene.plan })
  const read = parseInvite(code)
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

interface Between {
  /** What each of the two screens shows. */
  readonly joiner: string
  readonly host: string
  readonly eve: Identity
  readonly joined: ReturnType<typeof joinRoom>
}
type Strategy = (toJoiner: Greeted, toHost: Greeted, eve: Identity) => void

/** Plays the host to its end, so that it knows what the joiner's screen shows, and then the joiner with a number of its own. */
const playsBoth: Strategy = (toJoiner, toHost, eve) => {
  const host = hostComparison({ hash: toJoiner.hash, random: secrets })
  const joiner = joinerComparison({ hash: toHost.hash, random: secrets })
  toHost.link.onMessage((bytes) => {
    const message = decodeJoinMessage(bytes)
    const drawn = message?.is === 'nonce' ? joiner.reveal(message.nonce) : null
    if (drawn !== null) toHost.link.send(encodeJoinMessage({ is: 'reveal', nonce: drawn.nonce }))
  })
  toJoiner.link.onMessage((bytes) => {
    const message = decodeJoinMessage(bytes)
    if (message?.is === 'knock') {
      const nonce = host.answer(message.commit)
      if (nonce !== null) toJoiner.link.send(encodeJoinMessage({ is: 'nonce', nonce }))
    }
    if (message?.is !== 'reveal') return
    const proof = eve.sign(joinProof(eve.noise.publicKey))
    toHost.link.send(encodeJoinMessage({ is: 'knock', name: 'Joiner', person: '', proof, commit: joiner.commit }))
  })
}

/** Passes on what each says, with its own proof. */
const passesOn: Strategy = (toJoiner, toHost, eve) => {
  toHost.link.onMessage((bytes) => toJoiner.link.send(bytes))
  toJoiner.link.onMessage((bytes) => {
    const message = decodeJoinMessage(bytes)
    if (message?.is === 'knock')
      toHost.link.send(encodeJoinMessage({ ...message, proof: eve.sign(joinProof(eve.noise.publicKey)) }))
    else toHost.link.send(bytes)
  })
}

async function sitsBetween(invite: Invite, strategy: Strategy): Promise<Between> {
  const eve = newIdentity()
  const place = machine()
  const hello = createHelloKey('join', keyFromSecret(invite.secret, 'join'))
  const port = await scene.port(scene.ada)
  const door = { ...hello, plan: scene.plan, admits: () => true }
  await place.network.listen(4711, {
    page: async () => null,
    pipe: async (pipe) => {
      const toJoiner = await answerDoor(pipe, { identity: eve, keys: () => [door], clock })
      const dialled = (await machine().network.dial(scene.ada.address, port)) as Pipe
      const toHost = await knockAt(dialled, { identity: eve, key: hello, clock })
      if (toJoiner === null || toHost === null) throw new Error('It could not even sit down.')
      strategy(toJoiner, toHost, eve)
    },
  })
  let shown = (_: string): void => undefined
  const digits = new Promise<string>((resolve) => (shown = resolve))
  const joined = joinRoom({
    invite: { ...invite, addresses: [place.address], port: 4711 },
    name: 'Joiner',
    person: '',
    identity: newIdentity(),
    network: machine().network,
    clock,
    onDigits: shown,
  })
  const joiner = await digits
  const knock = await until(async () =>
    (await scene.ada.state(scene.plan)).knocks.find((one) => one.device === eve.id && one.digits !== ''),
  )
  return { joiner, host: knock.digits, eve, joined }
}

describe.each([
  ['that plays both', playsBoth],
  ['that passes on what each of the two says', passesOn],
])('a man in the middle %s', (_, strategy) => {
  test('has other digits on the two screens each time, and is turned away by whoever types what the other screen shows', async () => {
    await scene.goesOn()
    const before = scene.content()
    for (let tries = 0; tries < 6; tries++) {
      const { joiner, host, eve, joined } = await sitsBetween(await typedInvite(), strategy)
      expect(joiner).not.toBe(host)
      const typed = { plan: scene.plan, device: eve.id, digits: joiner }
      await expect(scene.ada.link.call('room.admit', typed)).rejects.toThrow('not the digits')
      joined.cancel()
      // One try a knock: the right ones come too late.
      await expect(scene.ada.link.call('room.admit', { ...typed, digits: host })).rejects.toThrow('waiting')
      const { devices, knocks } = await scene.ada.state(scene.plan)
      expect(devices.map(({ name }) => name)).toEqual(['Ada', 'Ben'])
      expect(knocks).toEqual([])
    }
    expect(scene.content()).toBe(before)
    await scene.goesOn()
  })
})

test('a million channels in the middle meet the same digits about once, however the numbers are chosen', () => {
  // Each channel to a joiner with each channel to a host: it is bound on both sides before it knows what the other one shows.
  const CHANNELS = 1_500
  const shownByJoiners = new Map<string, number>()
  for (let i = 0; i < CHANNELS; i++) {
    const joiner = joinerComparison({ hash: secrets(32), random: secrets })
    const digits = joiner.reveal(secrets(32))?.digits as string
    shownByJoiners.set(digits, (shownByJoiners.get(digits) ?? 0) + 1)
  }
  let tries = 0
  let hits = 0
  const worn = new Uint8Array(32).fill(7)
  for (let i = 0; i < CHANNELS; i++) {
    const host = hostComparison({ hash: secrets(32), random: secrets })
    // By chance, or always the same one: the host's own number comes after it.
    const nonce = i % 2 === 0 ? secrets(32) : worn
    host.answer(sha256(nonce))
    const digits = host.check(nonce) as string
    hits += shownByJoiners.get(digits) ?? 0
    tries += CHANNELS
  }
  expect(tries).toBeGreaterThan(1_000_000)
  // 2.25 are expected; more than 16 come once in a thousand million runs.
  expect(hits).toBeLessThanOrEqual(16)
})

test('with a link it does not even come to digits: the room’s key stands in it', async () => {
  await scene.ada.link.call('room.invite', { plan: scene.plan })
  const invite = await inviteOf(scene.ada, scene.plan)
  const place = machine()
  const eve = newIdentity()
  const door = {
    ...createHelloKey('join', keyFromSecret(invite.secret, 'join')),
    plan: scene.plan,
    admits: () => true,
  }
  const heard: Uint8Array[] = []
  await place.network.listen(4711, {
    page: async () => null,
    pipe: async (pipe) => {
      const greeted = await answerDoor(pipe, { identity: eve, keys: () => [door], clock })
      greeted?.link.onMessage((bytes) => heard.push(bytes))
    },
  })
  const digits: string[] = []
  const joined = joinRoom({
    invite: { ...invite, addresses: [place.address], port: 4711 },
    name: 'Joiner',
    person: '',
    identity: newIdentity(),
    network: machine().network,
    clock,
    onDigits: (shown) => digits.push(shown),
  })
  expect(await joined.done).toMatchObject({ ok: false, error: { type: 'nobody-there' } })
  expect([digits, heard]).toEqual([[], []])
})

test('who holds no code passes bytes on and reads nothing, and one changed bit ends it', async () => {
  const port = await scene.port(scene.ada)
  const join = async (flip: number): Promise<{ said: Uint8Array[]; end: string }> => {
    const invite = await inviteOf(scene.ada, scene.plan)
    const place = machine()
    const said: Uint8Array[] = []
    let count = 0
    await place.network.listen(4711, {
      page: async () => null,
      pipe: async (near) => {
        const far = (await machine().network.dial(scene.ada.address, port)) as Pipe
        const pass = (from: Pipe, to: Pipe): void => {
          from.onBytes((bytes) => {
            const copy = bytes.slice()
            said.push(copy.slice())
            if (count++ === flip) copy[copy.length - 1] = (copy.at(-1) as number) ^ 1
            to.send(copy)
          })
          from.onClose(() => to.close())
        }
        pass(near, far)
        pass(far, near)
      },
    })
    let shown = (_: string): void => undefined
    const digits = new Promise<string>((resolve) => (shown = resolve))
    const joined = joinRoom({
      invite: { ...invite, addresses: [place.address], port: 4711 },
      name: 'Joiner from afar',
      person: '',
      identity: newIdentity(),
      network: machine().network,
      clock,
      onDigits: shown,
    })
    const end = await Promise.race([digits, joined.done.then((one) => (one.ok ? 'in' : one.error.type))])
    joined.cancel()
    return { said, end }
  }
  await scene.ada.link.call('room.invite', { plan: scene.plan })
  const whole = await join(-1)
  expect(whole.end).toMatch(/^\d{6}$/)
  expect(Buffer.concat(whole.said).includes('Joiner from afar')).toBe(false)
  await scene.ada.link.call('room.invite', { plan: scene.plan })
  // Challenge, hello, the handshake's two others, knock, number, number.
  const ends = await Promise.all([0, 1, 2, 3, 4, 5].map(join))
  for (const { end } of ends) expect(['nobody-there', 'link-lost']).toContain(end)
  expect((await scene.ada.state(scene.plan)).knocks).toEqual([])
})
