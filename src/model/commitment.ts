import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import { sealText, type SealedCard } from './card.ts'

/**
 * A card's commitment: hex of SHA-256 over the text's UTF-8, the same at a window, a host and a phone. Synchronous, so that screens
 * can check what was shown as they draw it.
 */
export function commitmentOf(sealed: SealedCard): string {
  return [...digest(encodeUtf8(sealText(sealed)))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
