import { createCipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto'

/**
 * The three messages of XXpsk0 with SHA-256 once more, line by line after the specification and on OpenSSL: shares neither
 * code nor library with what it is compared to.
 */
export function straightLine(given: {
  readonly psk: Uint8Array
  readonly prologue: Uint8Array
  readonly initiator: { readonly s: Uint8Array; readonly e: Uint8Array }
  readonly responder: { readonly s: Uint8Array; readonly e: Uint8Array }
  readonly payloads: readonly Uint8Array[]
}) {
  const { initiator: i, responder: r, payloads } = given
  let h: Buffer = sha256(Buffer.from('Noise_XXpsk0_25519_ChaChaPoly_SHA256'))
  let ck: Buffer = h
  let k: Buffer = Buffer.alloc(32)
  let n = 0
  const mixHash = (bytes: Uint8Array): void => void (h = sha256(Buffer.concat([h, bytes])))
  const mixKey = (bytes: Uint8Array): void => {
    ;[ck, k] = hkdf(ck, bytes, 2) as [Buffer, Buffer]
    n = 0
  }
  const encrypt = (plain: Uint8Array): Buffer => {
    const sealed = seal(k, n++, h, plain)
    mixHash(sealed)
    return sealed
  }
  const e = (secret: Uint8Array): Buffer => {
    const key = publicOf(secret)
    mixHash(key)
    mixKey(key)
    return key
  }

  mixHash(given.prologue)
  const [next, mixed, key] = hkdf(ck, given.psk, 3) as [Buffer, Buffer, Buffer]
  ck = next
  mixHash(mixed)
  k = key
  const one = Buffer.concat([e(i.e), encrypt(payloads[0] as Uint8Array)])

  const theirs = e(r.e)
  mixKey(dh(r.e, i.e))
  const s = encrypt(publicOf(r.s))
  mixKey(dh(i.e, r.s))
  const two = Buffer.concat([theirs, s, encrypt(payloads[1] as Uint8Array)])

  const mine = encrypt(publicOf(i.s))
  mixKey(dh(i.s, r.e))
  const three = Buffer.concat([mine, encrypt(payloads[2] as Uint8Array)])

  const [first, second] = hkdf(ck, new Uint8Array(0), 2) as [Buffer, Buffer]
  const none = Buffer.alloc(0)
  return {
    messages: [one, two, three].map((message) => message.toString('hex')),
    hash: h.toString('hex'),
    afterwards: [
      seal(first, 0, none, payloads[3] as Uint8Array).toString('hex'),
      seal(second, 0, none, payloads[4] as Uint8Array).toString('hex'),
    ],
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function hkdf(chain: Uint8Array, secret: Uint8Array, count: number): Buffer[] {
  const all = Buffer.from(hkdfSync('sha256', secret, chain, new Uint8Array(0), 32 * count))
  return Array.from({ length: count }, (_, i) => all.subarray(32 * i, 32 * i + 32))
}

function seal(key: Uint8Array, number: number, associated: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32LE(number, 4)
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
  cipher.setAAD(associated, { plaintextLength: plain.length })
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function keyOf(secret: Uint8Array) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), secret])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

function publicOf(secret: Uint8Array): Buffer {
  return createPublicKey(keyOf(secret)).export({ format: 'der', type: 'spki' }).subarray(-32)
}

/** What two secrets share. */
export function dh(secret: Uint8Array, other: Uint8Array): Buffer {
  return diffieHellman({ privateKey: keyOf(secret), publicKey: createPublicKey(keyOf(other)) })
}
