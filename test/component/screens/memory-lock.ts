import { CallFailed, type HostLink } from '../../../src/contract/calls.ts'
import type { LockState } from '../../../src/contract/lock-calls.ts'

/** What opens the folder at first, and the code that is shown whenever it is encrypted. */
export const WORDS = 'lantern gravel otter simmer'
export const CODE = 'AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG'

/** A host's answers about encryption, kept in memory. */
export function memoryLock(begin: Partial<LockState>): HostLink {
  let state: LockState = { encrypted: false, locked: false, keychain: false, keychainAvailable: false, ...begin }
  let words: string | null = WORDS

  function check(secret: string): void {
    if (secret === words || secret === CODE) return
    throw new CallFailed(
      'wrong-passphrase',
      'That does not open this data folder. Type the passphrase again, or use the recovery code. Nothing was changed.',
    )
  }
  const answers: Record<string, (args: Record<string, unknown>) => unknown> = {
    'lock.state': () => state,
    'lock.open': ({ passphrase }) => {
      check(passphrase as string)
      return (state = { ...state, locked: false })
    },
    'lock.encrypt': ({ passphrase, keychain }) => {
      words = passphrase as string | null
      state = { ...state, encrypted: true, keychain: keychain as boolean }
      return { state, recoveryCode: CODE }
    },
    'lock.changePassphrase': ({ old, passphrase }) => {
      check(old as string)
      words = passphrase as string
      return { state, recoveryCode: CODE }
    },
    'lock.decrypt': ({ passphrase }) => {
      check(passphrase as string)
      return (state = { ...state, encrypted: false })
    },
  }
  return {
    call: (name, args) =>
      Promise.resolve().then(() => answers[name]?.((args ?? {}) as Record<string, unknown>)) as never,
    on: () => () => undefined,
    onState: (handler) => {
      handler(true)
      return () => undefined
    },
  }
}
