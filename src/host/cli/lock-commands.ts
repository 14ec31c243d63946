import { resolve } from 'node:path'
import { CallFailed } from '../../contract/calls.ts'
import type { LockState } from '../../contract/lock-calls.ts'
import { openBackups } from '../lock/open-backups.ts'
import { nodeFiles } from '../ports/node-files.ts'
import type { Common, CommandKit } from './command-kit.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'
import type { Passphrases } from './passphrase.ts'

interface LockOptions extends Common {
  newPassphraseFile?: string
  keychain?: boolean
}

/** Opens a host that waits for its passphrase; does nothing with one that does not. */
export async function openIfLocked(host: HostConnection, passphrases: Passphrases): Promise<void> {
  const { locked } = await host.call('lock.state', undefined)
  if (locked) await host.call('lock.open', { passphrase: await passphrases.current() })
}

/** `encrypt`, `decrypt`, `passphrase` and `unlock`. */
export function lockCommands(
  { command, ask }: CommandKit,
  tools: {
    passphrasesOf(options: Common): Passphrases
    /** It may stand before or after the command. */
    passphraseFileOf(options: Common): string | undefined
    /** The host that runs in another process, or null. */
    runningHost(options: Common): Promise<HostConnection | null>
    say(options: Common, json: unknown, words: string): void
  },
): void {
  command('encrypt', 'encrypts the data folder; --passphrase-file names the new passphrase, else it is asked for')
    .option('--keychain', 'let the system’s keychain open it too; only while Ordinal’s own window runs')
    .action((options: LockOptions) =>
      ask(options, async (host) => {
        const { encrypted } = await host.call('lock.state', undefined)
        if (encrypted) throw new CommandRefused('This data folder is encrypted already. Nothing was changed.')
        const passphrase = await tools.passphrasesOf(options).fresh(tools.passphraseFileOf(options))
        const done = await host.call('lock.encrypt', { passphrase, keychain: options.keychain === true })
        return { json: done, words: encryptedWords('The data folder is encrypted.', done.recoveryCode) }
      }),
    )

  command('decrypt', 'writes the data folder in the open again; or, with --backups, encrypted backups of any machine')
    .option('--backups <folder>', 'the folder that holds the backups')
    .option('--to <folder>', 'where they are written; must not be there yet', '')
    .action(async (options: Common & { backups?: string; to: string }) => {
      if (options.backups !== undefined) return decryptBackups(options, options.backups, options.to)
      await ask(options, async (host) => {
        await mustBeEncrypted(host)
        const state = await host.call('lock.decrypt', { passphrase: await tools.passphrasesOf(options).current() })
        return { json: state, words: 'The data folder is in the open again. Its passphrase is not needed any more.' }
      })
    })

  command('passphrase', 'another passphrase: everything is encrypted anew, the old one and its recovery code end')
    .option('--new-passphrase-file <file>', 'the new one stands in the first line of this file')
    .action((options: LockOptions) =>
      ask(options, async (host) => {
        await mustBeEncrypted(host)
        const passphrases = tools.passphrasesOf(options)
        const old = await passphrases.current()
        const passphrase = await passphrases.fresh(options.newPassphraseFile)
        const done = await host.call('lock.changePassphrase', { old, passphrase })
        return { json: done, words: encryptedWords('The passphrase is changed.', done.recoveryCode) }
      }),
    )

  command('unlock', 'opens a running Ordinal that waits for its passphrase').action(async (options: Common) => {
    const host = await tools.runningHost(options)
    if (host === null)
      throw new CommandRefused('No Ordinal runs on this data folder. Commands take --passphrase-file themselves.')
    try {
      const before = await host.call('lock.state', undefined)
      if (!before.locked) return tools.say(options, before, openWords(before))
      const state = await host.call('lock.open', { passphrase: await tools.passphrasesOf(options).current() })
      tools.say(options, state, 'It is open.')
    } finally {
      await host.close()
    }
  })

  async function decryptBackups(options: Common, from: string, to: string): Promise<void> {
    if (to === '') throw new CommandRefused('Say with --to where the backups shall be written. Nothing was written.')
    const passphrases = tools.passphrasesOf(options)
    const opened = await openBackups(nodeFiles, {
      from: resolve(from),
      to: resolve(to),
      secret: () => passphrases.current(),
    })
    if (!opened.ok) throw new CommandRefused(opened.error.message)
    tools.say(
      options,
      { files: opened.value, to: resolve(to) },
      `Wrote the backups in the open to ${to}, one folder a plan. "ordinal restore" takes such a folder; delete them afterwards.`,
    )
  }
}

async function mustBeEncrypted(host: HostConnection): Promise<void> {
  const { encrypted } = await host.call('lock.state', undefined)
  if (!encrypted) throw new CallFailed('not-encrypted', 'This data folder is not encrypted. Nothing was changed.')
}

const openWords = ({ encrypted }: LockState): string =>
  encrypted ? 'It is open already.' : 'This data folder is not encrypted: there is nothing to open.'

function encryptedWords(what: string, recoveryCode: string): string {
  return `${what}

Recovery code: ${recoveryCode}

It opens the folder when the passphrase is forgotten, and it is shown this once: write it down and keep it apart from
this machine. With neither of them nobody can read the plans again.

What was here before was deleted, but a disk may still hold old copies that no program can reach: spare cells of an SSD,
snapshots of the system, older versions in a synced folder.`
}
