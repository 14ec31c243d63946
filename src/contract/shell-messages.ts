import * as v from 'valibot'

/** A key, or what a keychain made of one. */
// Typed by hand: bytes may lie in any kind of buffer.
const secret: v.GenericSchema<Uint8Array> = v.pipe(
  v.instance(Uint8Array),
  v.check((bytes) => bytes.length <= 4_096, 'A secret is short.'),
)

/**
 * What the shell (electron/main) and its host (src/host/main.ts, a utilityProcess) say to each other. Plans never travel
 * here: each window gets a message port to the host of its own, and the contract of calls.ts runs over that.
 */
export const ShellToHostSchema = v.variant('type', [
  /** A window; its port is the one that comes with this message. Comes again with a new port when the page reloads. */
  v.object({ type: v.literal('window'), id: v.number() }),
  /** Answer to `print`; `bytes` is null where it failed, and `message` says why. */
  v.object({
    type: v.literal('printed'),
    id: v.number(),
    bytes: v.nullable(v.instance(Uint8Array)),
    message: v.string(),
  }),
  /** Answer to `keychain`: null where it cannot be done. `available` says whether there is a keychain. */
  v.object({ type: v.literal('keychain'), id: v.number(), available: v.boolean(), bytes: v.nullable(secret) }),
  /** Flush, close and exit with 0. */
  v.object({ type: v.literal('quit') }),
])
export type ShellToHost = v.InferOutput<typeof ShellToHostSchema>

export const HostToShellSchema = v.variant('type', [
  /** The vault is open; windows may come. */
  v.object({ type: v.literal('ready'), dataFolder: v.string() }),
  /** It cannot start, and starting again will not help: another process has the folder, the disk is read-only. */
  v.object({ type: v.literal('cannot-start'), message: v.string() }),
  /**
   * Please ask the system's keychain: whether it is there, to lock a secret, to give one back; or for what `held` gave.
   * Secrets travel here between two processes of one program, and nowhere else.
   */
  v.object({
    type: v.literal('keychain'),
    id: v.number(),
    ask: v.picklist(['available', 'lock', 'unlock', 'held']),
    bytes: v.nullable(secret),
  }),
  /** What opens an encrypted folder, for the shell's memory: a host that is started again gets it back. Null: nothing. */
  v.object({ type: v.literal('held'), bytes: v.nullable(secret) }),
  /** All windows were sent away while the host goes on: each needs a new port. */
  v.object({ type: v.literal('windows-away') }),
  /** Please print the page at this hash path, such as `#/p/<plan>/print?page=A3`, into a PDF. */
  v.object({ type: v.literal('print'), id: v.number(), path: v.string() }),
])
export type HostToShell = v.InferOutput<typeof HostToShellSchema>

/** The command line of the utilityProcess: `--data DIR` if the shell was told one. */
export const HOST_ARGUMENTS = { data: '--data' } as const
