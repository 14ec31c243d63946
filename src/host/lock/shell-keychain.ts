import type { HostToShell, ShellToHost } from '../../contract/shell-messages.ts'
import type { Keychain } from '../ports/keychain.ts'

type Ask = (HostToShell & { type: 'keychain' })['ask']
type Answer = ShellToHost & { type: 'keychain' }

/** The keychain over the shell: the host itself cannot reach it. */
export interface ShellKeychain extends Keychain {
  /** The shell's answers come in here. */
  hear(answer: Answer): void
  /** What an earlier host of this shell gave it to keep. */
  held(): Promise<Uint8Array | null>
}

export function shellKeychain(post: (message: HostToShell) => void): ShellKeychain {
  const waiting = new Map<number, (answer: Answer) => void>()
  let next = 1
  const asked = (ask: Ask, bytes: Uint8Array | null): Promise<Answer> =>
    new Promise((resolve) => {
      const id = next++
      waiting.set(id, resolve)
      post({ type: 'keychain', id, ask, bytes: bytes === null ? null : new Uint8Array(bytes) })
    })
  const bytesOf = ({ bytes }: Answer): Uint8Array => {
    if (bytes === null) throw new Error('The keychain refused.')
    return bytes
  }
  return {
    isAvailable: async () => (await asked('available', null)).available,
    lock: async (secret) => bytesOf(await asked('lock', secret)),
    unlock: async (locked) => bytesOf(await asked('unlock', locked)),
    held: async () => (await asked('held', null)).bytes,
    hear(answer) {
      waiting.get(answer.id)?.(answer)
      waiting.delete(answer.id)
    },
  }
}
