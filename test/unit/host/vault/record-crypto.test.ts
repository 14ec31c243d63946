import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { nodeRecordCrypto } from '../../../../src/host/vault/record-crypto.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function signer() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)),
    sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey)),
  }
}

test('a signature that was checked ahead is good or bad as if it was checked at once', async () => {
  const ada = signer()
  const crypto = nodeRecordCrypto(ada.sign)
  const [good, bad] = [ada.sign(bytesOf('one')), ada.sign(bytesOf('another'))]
  await crypto.verifyAhead?.(ada.publicKey, bytesOf('one'), good)
  await crypto.verifyAhead?.(ada.publicKey, bytesOf('one'), bad)
  await crypto.verifyAhead?.(bytesOf('no key'), bytesOf('one'), bytesOf('no signature'))
  expect(crypto.verify(ada.publicKey, bytesOf('one'), good)).toBe(true)
  expect(crypto.verify(ada.publicKey, bytesOf('one'), bad)).toBe(false)
  expect(crypto.verify(bytesOf('no key'), bytesOf('one'), bytesOf('no signature'))).toBe(false)
  expect(crypto.verify(ada.publicKey, bytesOf('one'), good)).toBe(true)
})

test('what was checked ahead says nothing of other bytes or another key under the same signature', async () => {
  const [ada, ben] = [signer(), signer()]
  const crypto = nodeRecordCrypto(ada.sign)
  const signature = ada.sign(bytesOf('one'))
  await crypto.verifyAhead?.(ada.publicKey, bytesOf('one'), signature)
  expect(crypto.verify(ada.publicKey, bytesOf('two'), signature)).toBe(false)
  await crypto.verifyAhead?.(ada.publicKey, bytesOf('one'), signature)
  expect(crypto.verify(ben.publicKey, bytesOf('one'), signature)).toBe(false)
})
