import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import { sealText, type CommitmentOf } from '../model/card.ts'

/** A card's commitment. Synchronous, so that screens can check what was shown as they draw it. */
export const commitmentOf: CommitmentOf = (sealed) =>
  [...digest(encodeUtf8(sealText(sealed)))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
