import type { Command } from 'commander'
import type { HostConnection } from './connect.ts'

/** Options that every command has. */
export interface Common {
  data?: string
  json?: boolean
  /** The file that holds the passphrase of an encrypted data folder. */
  passphraseFile?: string
}

/** What a command says: words for people, a value for `--json`, or text as it is. */
export type Said = { json: unknown; words: string } | { raw: string }

/** What commands are made with that stand in files of their own. */
export interface CommandKit {
  command(nameAndArgs: string, words: string): Command
  /** Asks a host, prints what it says, and ends. `begins`: also where there is no data folder yet. */
  ask(options: Common, act: (host: HostConnection) => Promise<Said>, how?: { readonly begins: boolean }): Promise<void>
  /** A name of 1 to 200 letters. */
  toName(text: string): string
}
