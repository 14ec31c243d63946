/**
 * What stands behind the # of a link: bytes with a version before and a sum behind, so that a link that was cut off or copied
 * wrong is told from one of a newer version.
 *
 *   version, 1 byte | content | first 4 bytes of the SHA-256 of both; in base64url
 *
 * API: writeLinkBody(version, content), readLinkBody(version, text) -> content, or which of the two is wrong with it.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { base64urlToBytes, bytesToBase64url } from './base64url.ts'

const SUM = 4

export function writeLinkBody(version: number, content: Uint8Array): string {
  const body = concatBytes(Uint8Array.of(version), content)
  return bytesToBase64url(concatBytes(body, sumOf(body)))
}

export function readLinkBody(version: number, text: string): Uint8Array | 'damaged' | 'newer' {
  const bytes = base64urlToBytes(text)
  if (bytes === null || bytes.length < 1 + SUM) return 'damaged'
  const body = bytes.subarray(0, -SUM)
  if (sumOf(body).some((byte, i) => byte !== bytes[body.length + i])) return 'damaged'
  return body[0] === version ? body.slice(1) : 'newer'
}

const sumOf = (bytes: Uint8Array): Uint8Array => sha256(bytes).subarray(0, SUM)
