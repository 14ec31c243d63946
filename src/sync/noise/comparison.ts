/**
 * Six digits that two people compare, so that nobody sits between their machines. Each side adds a random number; the joiner is
 * bound to its own by a hash before it sees the host's, and the host gives its own before it sees the joiner's. Who sits in
 * between must choose before it knows, and meets the same digits only by chance, once in a million.
 *
 *   joiner -> host: SHA-256(n1)      host -> joiner: n2      joiner -> host: n1
 *   digits: HKDF(n1 | n2, salt: hash of the handshake)
 *
 * API: joinerComparison, hostComparison; each step may be taken once, in order, and null means: end the connection.
 */
import { equalBytes } from '@noble/ciphers/utils.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { deriveKey } from './derive-key.ts'
import type { RandomBytes } from './key-pair.ts'

const NONCE_LENGTH = 32

interface ComparisonParts {
  /** Of the handshake: what ties the digits to this very channel. */
  readonly hash: Uint8Array
  readonly random: RandomBytes
  /** How many digits. Fewer are for tests only. */
  readonly digits?: number
}

export interface JoinerComparison {
  /** To be sent first. */
  readonly commit: Uint8Array
  /** For the host's number: what to send next, and the digits to show. */
  reveal(hostNonce: Uint8Array): { readonly nonce: Uint8Array; readonly digits: string } | null
}

export interface HostComparison {
  /** For the joiner's first message: the number to send. */
  answer(commit: Uint8Array): Uint8Array | null
  /** For the joiner's number: the digits to show. Null where it is not the one that the joiner was bound to. */
  check(nonce: Uint8Array): string | null
}

export function joinerComparison({ hash, random, digits = 6 }: ComparisonParts): JoinerComparison {
  const nonce = random(NONCE_LENGTH)
  let isOver = false
  return {
    commit: sha256(nonce),
    reveal(hostNonce) {
      if (isOver) return null
      isOver = true
      if (hostNonce.length !== NONCE_LENGTH) return null
      return { nonce, digits: digitsOf(hash, nonce, hostNonce, digits) }
    },
  }
}

export function hostComparison({ hash, random, digits = 6 }: ComparisonParts): HostComparison {
  const own = random(NONCE_LENGTH)
  let next: 'answer' | 'check' | 'over' = 'answer'
  let bound: Uint8Array = new Uint8Array(0)
  return {
    answer(commit) {
      const isNow = next === 'answer' && commit.length === NONCE_LENGTH
      next = isNow ? 'check' : 'over'
      bound = commit.slice()
      return isNow ? own : null
    },
    check(nonce) {
      const isNow = next === 'check' && nonce.length === NONCE_LENGTH
      next = 'over'
      return isNow && equalBytes(sha256(nonce), bound) ? digitsOf(hash, nonce, own, digits) : null
    },
  }
}

/** 48 bits are so many more than a million that no digits are likelier than others. */
function digitsOf(hash: Uint8Array, joiner: Uint8Array, host: Uint8Array, length: number): string {
  let number = 0
  for (const byte of deriveKey(concatBytes(joiner, host), 'digits', hash, 6)) number = number * 256 + byte
  return String(number % 10 ** length).padStart(length, '0')
}
