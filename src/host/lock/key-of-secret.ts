import type { KeyFile } from './key-file.ts'
import { readRecoveryCode } from './recovery-code.ts'
import { keyOfPassphrase, keyOfRecoveryCode, unwrapKey } from './wrapped-key.ts'

/** The data key, by passphrase or recovery code; null if it is neither. Takes the same time whatever is wrong. */
export async function keyOf(file: KeyFile, secret: string): Promise<Uint8Array | null> {
  const byPassphrase = await keyOfPassphrase(secret, file.salt, file.cost)
  const opened = file.byPassphrase === null ? null : unwrapKey(file.byPassphrase, byPassphrase)
  const code = readRecoveryCode(secret)
  if (opened !== null || code === null || code === 'slip' || file.byRecoveryCode === null) return opened
  return unwrapKey(file.byRecoveryCode, keyOfRecoveryCode(code, file.salt))
}
