import * as v from 'valibot'
import { call } from './call.ts'
import { longText, nothing } from './shapes.ts'

/** Encryption of the data folder. While it is locked no other call is answered. */
export interface LockState {
  readonly encrypted: boolean
  readonly locked: boolean
  /** Whether the system's keychain opens it by itself. */
  readonly keychain: boolean
  /** Whether this machine has a keychain that could. */
  readonly keychainAvailable: boolean
}

const passphrase = v.pipe(longText, v.minLength(1))

export const LOCK_CALLS = {
  'lock.state': call<LockState>()(nothing),
  /** By passphrase or by recovery code. */
  'lock.open': call<LockState>()(v.object({ passphrase })),
  /** Turns encryption on: all files are written anew. The recovery code is shown this once. */
  'lock.encrypt': call<{ state: LockState; recoveryCode: string }>()(
    v.object({ passphrase: v.nullable(passphrase), keychain: v.boolean() }),
  ),
  'lock.decrypt': call<LockState>()(v.object({ passphrase })),
  'lock.changePassphrase': call<{ state: LockState; recoveryCode: string }>()(
    v.object({ old: passphrase, passphrase }),
  ),
} as const
