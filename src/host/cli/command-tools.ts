import type { Command } from 'commander'
import type { HostConnection } from './connect.ts'

/** What every command takes. */
export interface Common {
  data?: string
  json?: boolean
}
export type Said = { json: unknown; words: string } | { raw: string }

/** What a command in a file of its own is made with. */
export interface CommandTools {
  command(nameAndArgs: string, words: string): Command
  /** Adds `--plan`, which must be given. */
  withPlan(of: Command): Command
  /** Connects to a host, asks, prints what it said, and leaves. */
  ask(options: Common, act: (host: HostConnection) => Promise<Said>): Promise<void>
}
