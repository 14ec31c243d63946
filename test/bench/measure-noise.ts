import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto'
import { blindedName, matchesBlinded } from '../../src/sync/noise/blinded-name.ts'
import { createHandshake, type Channel, type Handshake } from '../../src/sync/noise/handshake.ts'
import { createHelloKey, HELLO_LENGTH, makeHello, makePrologue, readHello } from '../../src/sync/noise/hello.ts'
import { createKeyPair } from '../../src/sync/noise/key-pair.ts'
import { openSealed, sealFor } from '../../src/sync/noise/sealed-box.ts'
import { createSecureChannel } from '../../src/sync/noise/secure-channel.ts'
import { summary } from './measures.ts'

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
const NONE = new Uint8Array(0)
/** Open keys of a host with several rooms. */
const KEYS = 10

/** Prints a line for each thing: median, p95 and longest, in milliseconds. */
export function measureNoise(): void {
  const keys = Array.from({ length: KEYS }, () => createHelloKey('member', random(32)))
  const key = keys[KEYS - 1] as (typeof keys)[number]
  const challenge = random(32)
  const staticKeys = { initiator: createKeyPair(random), responder: createKeyPair(random) }
  const prologue = makePrologue(challenge, 'member')
  const side = (role: 'initiator' | 'responder'): Handshake =>
    createHandshake({ role, psk: key.psk, prologue, staticKey: staticKeys[role], random })
  const { signer, verified } = signingKey()
  const knock = (): Uint8Array =>
    makeHello({ key, challenge, message: side('initiator').write(NONE) as Uint8Array, signer })
  const read = (hello: Uint8Array): unknown => readHello({ keys, challenge, hello, verify: verified })

  const hello = knock()
  const wrongSeal = hello.slice()
  wrongSeal[40] = (wrongSeal[40] as number) ^ 1
  const junk = Array.from({ length: 500 }, () => random(HELLO_LENGTH))
  measure(`junk as a hello, ${KEYS} open keys (aim: 0.2)`, 5000, (i) => read(junk[i % 500] as Uint8Array))
  measure('hello with a right tag and a wrong seal', 5000, () => read(wrongSeal))
  measure('good hello, read', 500, () => read(hello))
  measure('good hello, made', 200, knock)

  const atResponder: number[] = []
  measure('whole handshake, both sides', 200, () => void shake(side('initiator'), side('responder'), atResponder))
  print('the same, the responder alone', atResponder.slice(-200))

  const [one, two] = shake(side('initiator'), side('responder'), [])
  const receiver = channelOf(two, () => undefined)
  const sender = channelOf(one, (frame) => receiver.receive(frame))
  for (const [name, length, times] of [
    ['500 bytes', 500, 5000],
    ['64 kB', 64_000, 300],
    ['1 MB', 1_000_000, 60],
    ['8 MB', 8_000_000, 15],
  ] as const) {
    const message = random(length)
    measure(`message of ${name}, sealed and opened`, times, () => sender.send(message))
  }

  const box = sealFor(staticKeys.initiator.publicKey, key.psk, random) as Uint8Array
  measure('sealed box, made', 200, () => sealFor(staticKeys.initiator.publicKey, key.psk, random))
  measure('sealed box, opened', 200, () => openSealed(staticKeys.initiator.secret, box))
  const name = blindedName(key.psk, random(12))
  measure('blinded name of another room', 3000, () => matchesBlinded(challenge, name))
}

function measure(name: string, times: number, run: (i: number) => unknown): void {
  for (let i = 0; i < Math.min(times, 200); i++) run(i)
  const samples = Array.from({ length: times }, (_, i) => timed(() => run(i)))
  print(name, samples)
}

function print(name: string, samples: readonly number[]): void {
  const { p50, p95, longest } = summary(samples)
  const [median, high, top] = [p50, p95, longest].map((value) => value.toFixed(3).padStart(9))
  console.log(`${name.padEnd(52)} p50 ${median}  p95 ${high}  longest ${top}`)
}

function timed(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function shake(initiator: Handshake, responder: Handshake, atResponder: number[]): [Channel, Channel] {
  const first = initiator.write(NONE) as Uint8Array
  let second: Uint8Array = NONE
  let spent = timed(() => {
    responder.read(first)
    second = responder.write(NONE) as Uint8Array
  })
  initiator.read(second)
  const third = initiator.write(NONE) as Uint8Array
  spent += timed(() => responder.read(third))
  atResponder.push(spent)
  return [initiator.done() as Channel, responder.done() as Channel]
}

function channelOf(ciphers: Channel, send: (frame: Uint8Array) => void) {
  const onBroken = (why: string): never => {
    throw new Error(`The channel broke: ${why}.`)
  }
  return createSecureChannel({ ciphers, send, onMessage: () => undefined, onBroken })
}

function signingKey() {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), random(32)])
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const key = createPublicKey(secret)
  const publicKey = new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32))
  const signer = { publicKey, sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, secret)) }
  const verified = (_: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean =>
    verify(null, bytes, key, signature)
  return { signer, verified }
}
