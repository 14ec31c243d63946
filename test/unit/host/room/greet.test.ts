import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { answerDoor, knockAt, type DoorKey, type LinkIdentity } from '../../../../src/host/room/greet.ts'
import { clock } from '../../../../src/host/ports/clock.ts'
import type { Pipe } from '../../../../src/host/ports/network.ts'
import { verifyEd25519 } from '../../../../src/host/vault/record-crypto.ts'
import { createHelloKey } from '../../../../src/sync/noise/hello.ts'
import { createKeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { createMemoryNetwork } from '../../../support/memory-network.ts'

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
function identity(): LinkIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)),
    sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
    verify: verifyEd25519,
    noise: createKeyPair(random),
    random,
  }
}
const anybody = (): boolean => true

async function meet(keys: DoorKey[], knock: (pipe: Pipe) => Promise<unknown>) {
  const network = createMemoryNetwork()
  const host = identity()
  const [here, there] = [network.machine('10.0.0.1'), network.machine('10.0.0.2')]
  let answered: ReturnType<typeof answerDoor> = Promise.resolve(null)
  await here.listen(1, {
    pipe: (pipe) => (answered = answerDoor(pipe, { identity: host, keys: () => keys, clock })),
    page: async () => null,
  })
  const pipe = (await there.dial('10.0.0.1', 1)) as Pipe
  const began = Date.now()
  const knocked = await knock(pipe)
  const greeted = await answered
  const bytes = network.seen.filter(({ from }) => from === '10.0.0.1').map(({ bytes }) => bytes.length)
  return { host, greeted, knocked, bytes, took: Date.now() - began }
}

describe('greeting', () => {
  test('two holders of a key prove themselves to each other, and what they say after it is read by both', async () => {
    const psk = random(32)
    const guest = identity()
    const key = { ...createHelloKey('member', psk), plan: 'p', admits: anybody }
    const { greeted, knocked, host } = await meet([key], (pipe) =>
      knockAt(pipe, { identity: guest, key: createHelloKey('member', psk), clock }),
    )
    const ours = greeted
    const theirs = knocked as Awaited<ReturnType<typeof knockAt>>
    expect(ours?.device).toEqual(guest.publicKey)
    expect(ours?.noise).toEqual(guest.noise.publicKey)
    expect(theirs?.noise).toEqual(host.noise.publicKey)
    expect(ours?.hash).toEqual(theirs?.hash)
    const heard = new Promise<string>((resolve) =>
      ours?.link.onMessage((bytes) => resolve(new TextDecoder().decode(bytes))),
    )
    theirs?.link.send(new TextEncoder().encode('good morning'))
    expect(await heard).toBe('good morning')
  })

  test('a wrong key, an unknown room and a device that may not come in get the same bytes and the same time', async () => {
    const psk = random(32)
    const removed = identity()
    const key = (admits: DoorKey['admits']): DoorKey => ({ ...createHelloKey('member', psk), plan: 'p', admits })
    const knockWith = (with_: Uint8Array) => (pipe: Pipe) =>
      knockAt(pipe, { identity: removed, key: createHelloKey('member', with_), clock })
    const ends = await Promise.all([
      meet([key(anybody)], knockWith(random(32))),
      meet([], knockWith(psk)),
      meet([key(() => false)], knockWith(psk)),
      meet([key(anybody)], async (pipe) => {
        pipe.onBytes(() => pipe.send(random(177)))
        await new Promise<void>((resolve) => pipe.onClose(resolve))
        return null
      }),
    ])
    for (const { greeted, knocked, bytes, took } of ends) {
      expect(greeted).toBeNull()
      expect(knocked).toBeNull()
      expect(bytes).toEqual([32])
      expect(took).toBeGreaterThan(950)
      expect(took).toBeLessThan(4_500)
    }
  })

  test('whoever is wrong after the first moment is sent away at the second, and not at once', async () => {
    let now = 0
    const due: { at: number; then: () => void }[] = []
    const pass = (to: number): void => {
      now = to
      for (const one of due.filter(({ at }) => at <= to)) one.then()
    }
    let isClosed = false
    let say: (bytes: Uint8Array) => void = () => undefined
    void answerDoor(
      {
        remote: '10.0.0.9',
        send: () => undefined,
        onBytes: (handler) => (say = handler),
        onClose: () => undefined,
        waiting: () => 0,
        close: () => (isClosed = true),
      },
      {
        identity: identity(),
        keys: () => [],
        clock: { now: () => now, after: (ms, then) => (due.push({ at: now + ms, then }), () => undefined) },
      },
    )
    pass(2_000)
    say(random(177))
    pass(4_900)
    expect(isClosed).toBe(false)
    pass(5_000)
    expect(isClosed).toBe(true)
  })

  test('a hello that was recorded opens nothing later', async () => {
    const psk = random(32)
    const key = { ...createHelloKey('member', psk), plan: 'p', admits: anybody }
    const member = identity()
    let recorded = new Uint8Array()
    await meet([key], (pipe) => {
      const watched: Pipe = {
        ...pipe,
        send(bytes) {
          if (recorded.length === 0) recorded = bytes.slice()
          pipe.send(bytes)
        },
      }
      return knockAt(watched, { identity: member, key: createHelloKey('member', psk), clock })
    })
    expect(recorded.length).toBeGreaterThan(100)
    const { greeted, bytes } = await meet([key], async (pipe) => {
      pipe.onBytes(() => pipe.send(recorded))
      await new Promise<void>((resolve) => pipe.onClose(resolve))
    })
    expect(greeted).toBeNull()
    expect(bytes).toEqual([32])
  })
})
