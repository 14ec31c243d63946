import { CallFailed, type HostLink } from '../contract/calls.ts'
import type { Progress } from '../contract/host-info.ts'
import type { LockState } from '../contract/lock-calls.ts'

export type { LockState } from '../contract/lock-calls.ts'

/** Encryption of the data folder, as the unlock page and the settings see it. */
export interface LockDesk {
  /** Null until the host has said it. */
  readonly state: LockState | null
  /** What is being done just now, as the button would say it; empty while nothing is. */
  readonly busy: string
  readonly progress: Progress | null
  /** What failed last, in a sentence; empty while nothing did. */
  readonly problem: string
  /**
   * Of what was just encrypted, until somebody says that it is written down. It stays over the moment in which the window
   * meets its host anew, and is nowhere else.
   */
  readonly recoveryCode: string
  load(): Promise<void>
  forgetProblem(): void
  /** These say whether it worked; if not, `problem` says why. */
  open(secret: string): Promise<boolean>
  encrypt(passphrase: string | null, keychain: boolean): Promise<boolean>
  decrypt(passphrase: string): Promise<boolean>
  change(old: string, passphrase: string): Promise<boolean>
  codeIsKept(): void
  close(): void
}

/** Few letters are tried out in a night, whatever a try costs. */
export const GOOD_LENGTH = 20
export const LEAST_LENGTH = 8

/** `onOpened`: the folder was locked and is not any more. */
export function createLock({ link, onOpened }: { readonly link: HostLink; readonly onOpened: () => void }): LockDesk {
  let state = $state.raw<LockState | null>(null)
  let busy = $state('')
  let progress = $state.raw<Progress | null>(null)
  let problem = $state('')
  let recoveryCode = $state('')

  const hear = (news: LockState): void => {
    const opened = state?.locked === true && !news.locked
    state = news
    if (opened) onOpened()
  }
  const stops = [
    link.on('lock.changed', hear),
    link.on('job.progress', (news) => {
      if (news.job === 'encryption' && busy !== '') progress = news
    }),
  ]

  return {
    get state() {
      return state
    },
    get busy() {
      return busy
    },
    get progress() {
      return progress
    },
    get problem() {
      return problem
    },
    get recoveryCode() {
      return recoveryCode
    },
    async load() {
      try {
        hear(await link.call('lock.state', undefined))
      } catch {
        // A host that does not answer is said elsewhere, and one that knows no lock has none.
      }
    },
    forgetProblem() {
      problem = ''
    },
    open: (passphrase) => doing('Opening', async () => hear(await link.call('lock.open', { passphrase }))),
    encrypt: (passphrase, keychain) =>
      doing('Encrypting the data folder', async () => {
        const done = await link.call('lock.encrypt', { passphrase, keychain })
        recoveryCode = done.recoveryCode
        hear(done.state)
      }),
    decrypt: (passphrase) =>
      doing('Writing the data folder in the open', async () => hear(await link.call('lock.decrypt', { passphrase }))),
    change: (old, passphrase) =>
      doing('Encrypting the data folder anew', async () => {
        const done = await link.call('lock.changePassphrase', { old, passphrase })
        recoveryCode = done.recoveryCode
        hear(done.state)
      }),
    codeIsKept() {
      recoveryCode = ''
    },
    close: () => stops.forEach((stop) => stop()),
  }

  async function doing(what: string, act: () => Promise<void>): Promise<boolean> {
    if (busy !== '') return false
    busy = what
    problem = ''
    try {
      await act()
      return true
    } catch (error) {
      problem =
        error instanceof CallFailed
          ? error.message
          : 'Something went wrong inside Ordinal. Nothing that was saved is lost.'
      return false
    } finally {
      busy = ''
      progress = null
    }
  }
}
