import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clock } from '../../../../../src/host/ports/clock.ts'
import type { Pipe } from '../../../../../src/host/ports/network.ts'
import { knockAt } from '../../../../../src/host/room/greet.ts'
import { joinRoom } from '../../../../../src/host/room/joining.ts'
import { joinerComparison } from '../../../../../src/sync/noise/comparison.ts'
import { keyFromSecret } from '../../../../../src/sync/noise/derive-key.ts'
import { createHelloKey } from '../../../../../src/sync/noise/hello.ts'
import type { Invite } from '../../../../../src/sync/noise/invite.ts'
import {
  decodeJoinMessage,
  encodeJoinMessage,
  joinProof,
  type JoinMessage,
} from '../../../../../src/sync/session/join-message.ts'
import { until } from '../../../../support/room-of-hosts.ts'
import { attackedRoom, pause, TITLES, type AttackedRoom } from './attacked-room.ts'
import { hostileMember, inviteOf, listenTo, newIdentity, secrets, type Identity } from './hostile-member.ts'

let scene: AttackedRoom
beforeAll(async () => {
  scene = await attackedRoom()
})
afterAll(() => scene.room.end())

let machines = 0
const machine = () => scene.room.network.machine(`10.9.0.${String(++machines)}`)
async function reach(network = machine()): Promise<Pipe> {
  const pipe = await network.dial(scene.ada.address, await scene.port(scene.ada))
  if (pipe === null) throw new Error('Nobody listens there.')
  return pipe
}

/** Knocks with an invite and draws digits as the rules say; `null` where it meets silence. */
async function draw(invite: Invite, identity: Identity, network = machine()) {
  const pipe = await reach(network)
  const key = createHelloKey('join', keyFromSecret(invite.secret, 'join'))
  const greeted = await knockAt(pipe, { identity, key, clock })
  if (greeted === null) return null
  const comparison = joinerComparison({ hash: greeted.hash, random: secrets })
  const heard: (JoinMessage | null)[] = []
  let isClosed = false
  greeted.link.onClose(() => (isClosed = true))
  greeted.link.onMessage((bytes) => heard.push(decodeJoinMessage(bytes)))
  greeted.link.send(
    encodeJoinMessage({
      is: 'knock',
      name: 'Eve',
      person: '',
      proof: identity.sign(joinProof(identity.noise.publicKey)),
      commit: comparison.commit,
    }),
  )
  await until(() => isClosed || heard.length > 0)
  const nonce = heard[0]?.is === 'nonce' ? heard[0].nonce : null
  const drawn = nonce === null ? null : comparison.reveal(nonce)
  return { link: greeted.link, drawn, heard, isClosed: () => isClosed }
}

describe('whoever has no key', () => {
  test('hears 32 random bytes and nothing else, whatever it says', async () => {
    const said = [secrets(32), secrets(177), secrets(65_535), new Uint8Array(0), new Uint8Array(177)]
    await Promise.all(
      said.map(async (bytes) => {
        const pipe = await reach()
        const { bytes: heard, closed } = listenTo(pipe)
        pipe.send(bytes)
        for (let i = 0; i < 20; i++) pipe.send(secrets(1_000))
        expect(await closed).toBeLessThan(4_500)
        expect(heard.map(({ length }) => length)).toEqual([32])
      }),
    )
  })

  test('meets another challenge each time', async () => {
    const heard = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { bytes } = listenTo(await reach())
        await until(() => bytes.length > 0)
        return Buffer.from(bytes[0] as Uint8Array).toString('hex')
      }),
    )
    expect(new Set(heard).size).toBe(20)
  })

  test('reads no title, no name, no id and no number of the plan in anything that goes over the network', async () => {
    const from = scene.room.network.seen.length
    const mallory = await scene.mallory('Mallory the Reader')
    await scene.goesOn()
    const words = [
      ...TITLES,
      'Harbour secret',
      'Mallory the Reader',
      'Ada',
      scene.plan,
      mallory.identity.id,
      await scene.device(scene.ada),
      await scene.device(scene.ben),
      'Edit 1',
      'room.admit',
      'items/',
    ]
    const wire = Buffer.concat(scene.room.network.seen.slice(from).map(({ bytes }) => bytes))
    expect(wire.length).toBeGreaterThan(5_000)
    const found = words.filter((word) => word.length > 3 && [word, utf16(word)].some((one) => wire.includes(one)))
    expect(found).toEqual([])
    // The keys of devices neither: whoever listens cannot say who is there.
    for (const key of [mallory.identity.publicKey, mallory.identity.noise.publicKey])
      expect(wire.includes(Buffer.from(key))).toBe(false)
    mallory.close()
  })

  test('gets nowhere by saying again what a member said, on any link', async () => {
    const seen = scene.room.network.seen.length
    const mallory = await scene.mallory('Mallory')
    const said = scene.room.network.seen.slice(seen).filter(({ from }) => from.startsWith('10.0.0.10'))
    const before = scene.content()
    const pipe = await reach()
    const { bytes, closed } = listenTo(pipe)
    for (const one of said) pipe.send(one.bytes)
    await closed
    expect(bytes.map(({ length }) => length)).toEqual([32])
    expect(scene.content()).toBe(before)
    mallory.close()
  }, 20_000)

  test('keeps nobody from coming in with a thousand connections that say nothing', async () => {
    const network = machine()
    const port = await scene.port(scene.ada)
    const pipes = await Promise.all(Array.from({ length: 1_000 }, () => network.dial(scene.ada.address, port)))
    for (const pipe of pipes) listenTo(pipe as Pipe)
    const mallory = await scene.mallory('Late')
    await scene.goesOn()
    mallory.close()
  }, 20_000)
})

describe('an invite', () => {
  test('works once: a second device meets silence, and so does the first after it was let in', async () => {
    const invite = await inviteOf(scene.ada, scene.plan)
    const eve = newIdentity()
    const first = await draw(invite, eve)
    expect(first?.drawn?.digits).toMatch(/^\d{6}$/)
    expect(await draw(invite, newIdentity())).toBeNull()
    first?.link.close()
    await scene.ada.link.call('room.invite', { plan: scene.plan })
  }, 20_000)

  test('lets nobody draw digits until they fit: after the third time it is good for nobody', async () => {
    await scene.ada.link.call('room.invite', { plan: scene.plan })
    const invite = await inviteOf(scene.ada, scene.plan)
    const eve = newIdentity()
    const network = machine()
    let drawn = 0
    for (let tries = 0; tries < 8; tries++) {
      const drew = await draw(invite, eve, network)
      if (drew === null) break
      if (drew.drawn !== null) drawn++
      drew.link.close()
    }
    expect(drawn).toBe(3)
  }, 20_000)

  test('with wrong digits is spent, and after three of them the address meets silence', async () => {
    const network = machine()
    for (let i = 0; i < 3; i++) {
      await scene.ada.link.call('room.invite', { plan: scene.plan })
      const eve = newIdentity()
      const drew = await draw(await inviteOf(scene.ada, scene.plan), eve, network)
      if (drew?.drawn == null) throw new Error('It was not let to knock.')
      drew.link.send(encodeJoinMessage({ is: 'reveal', nonce: drew.drawn.nonce }))
      const { digits } = drew.drawn
      await until(async () => (await scene.ada.state(scene.plan)).knocks.some((one) => one.digits === digits))
      const wrong = digits === '123456' ? '654321' : '123456'
      await expect(
        scene.ada.link.call('room.admit', { plan: scene.plan, device: eve.id, digits: wrong }),
      ).rejects.toThrow('not the digits')
    }
    await scene.ada.link.call('room.invite', { plan: scene.plan })
    expect(await draw(await inviteOf(scene.ada, scene.plan), newIdentity(), network)).toBeNull()
    // Others go in and out as before.
    await hostileMember(scene.room, scene.ada, scene.plan, '10.8.0.1')
  }, 20_000)

  test('in the hands of somebody who draws and then says nothing holds up nobody else', async () => {
    await scene.ada.link.call('room.invite', { plan: scene.plan })
    const drew = await draw(await inviteOf(scene.ada, scene.plan), newIdentity())
    expect(drew?.drawn).not.toBeNull()
    await hostileMember(scene.room, scene.ada, scene.plan, '10.8.0.2')
    expect((await scene.ada.state(scene.plan)).knocks.map(({ digits }) => digits)).toEqual([''])
    drew?.link.close()
  })

  test('binds its holder to the number it promised: another one ends the link', async () => {
    await scene.ada.link.call('room.invite', { plan: scene.plan })
    const drew = await draw(await inviteOf(scene.ada, scene.plan), newIdentity())
    drew?.link.send(encodeJoinMessage({ is: 'reveal', nonce: secrets(32) }))
    await until(() => drew?.isClosed())
    expect((await scene.ada.state(scene.plan)).knocks).toEqual([])
  })

  test('takes a joiner nowhere where another host answers at its address', async () => {
    const eve = newIdentity()
    const network = scene.room.network.machine('10.8.0.9')
    const invite = await inviteOf(scene.ada, scene.plan)
    // It has the secret too, and answers with a key of its own.
    const { answerDoor } = await import('../../../../../src/host/room/greet.ts')
    const keys = [
      {
        ...createHelloKey('join', keyFromSecret(invite.secret, 'join')),
        plan: scene.plan,
        admits: () => true,
      },
    ]
    await network.listen(invite.port, {
      pipe: (pipe) => void answerDoor(pipe, { identity: eve, keys: () => keys, clock }),
      page: async () => null,
    })
    const joining = joinRoom({
      invite: { ...invite, addresses: ['10.8.0.9'] },
      name: 'Joiner',
      person: '',
      identity: newIdentity(),
      network: scene.room.network.machine('10.8.0.10'),
      clock,
      onDigits: () => undefined,
    })
    expect(await joining.done).toMatchObject({ ok: false, error: { type: 'nobody-there' } })
  })
})

test('a removed device that goes on calling with its keys, the old one and a new name meets silence', async () => {
  const mallory = await hostileMember(scene.room, scene.ada, scene.plan, '10.8.0.3')
  const old = mallory.epochKey()
  await scene.ada.link.call('room.remove', { plan: scene.plan, device: mallory.identity.id, why: 'lost' })
  await until(() => mallory.isClosed())
  const port = await scene.port(scene.ada)
  const began = performance.now()
  const calls = await Promise.all([
    mallory.call(scene.ada.address, port, { psk: old }),
    mallory.call(scene.ada.address, port, { psk: old, identity: newIdentity() }),
    mallory.call(scene.ada.address, port, { psk: secrets(32) }),
  ])
  expect(calls).toEqual([null, null, null])
  expect(performance.now() - began).toBeGreaterThan(900)
  await pause(50)
  await scene.goesOn()
})

function utf16(word: string): Buffer {
  return Buffer.from(word, 'utf16le')
}
