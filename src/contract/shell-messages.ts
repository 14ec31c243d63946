import * as v from 'valibot'

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
  /** Flush, close and exit with 0. */
  v.object({ type: v.literal('quit') }),
])
export type ShellToHost = v.InferOutput<typeof ShellToHostSchema>

export const HostToShellSchema = v.variant('type', [
  /** The vault is open; windows may come. */
  v.object({ type: v.literal('ready'), dataFolder: v.string() }),
  /** It cannot start, and starting again will not help: another process has the folder, the disk is read-only. */
  v.object({ type: v.literal('cannot-start'), message: v.string() }),
  /** Please print the page at this hash path, such as `#/p/<plan>/print?page=A3`, into a PDF. */
  v.object({ type: v.literal('print'), id: v.number(), path: v.string() }),
])
export type HostToShell = v.InferOutput<typeof HostToShellSchema>

/** The command line of the utilityProcess: `--data DIR` if the shell was told one. */
export const HOST_ARGUMENTS = { data: '--data' } as const
