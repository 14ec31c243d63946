import { attachFile } from '../../commands/attachments.ts'
import type { ATTACHMENT_CALLS } from '../../contract/attachment-calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { DeviceNotes } from '../device-notes.ts'
import type { Seat } from '../hub.ts'
import { createTransfers } from '../plan-file/transfers.ts'
import type { Plans } from '../plans.ts'
import type { Clock } from '../ports/clock.ts'

/** A file that comes from a window, piece by piece. Nothing of it is on disk before all of it came. */
interface Upload {
  readonly plan: string
  readonly size: number
  readonly pieces: Uint8Array[]
  got: number
}

/** What windows and commands ask of attached files. */
export function createAttachmentCalls({
  plans,
  notes,
  ...parts
}: {
  readonly plans: Pick<Plans, 'open'>
  readonly notes: Pick<DeviceNotes, 'profile'>
  readonly clock: Clock
  readonly newId: () => string
  readonly onFault: (what: string, error: unknown) => void
}): { readonly calls: HandlersOf<typeof ATTACHMENT_CALLS, Seat>; stop(): Promise<void> } {
  const uploads = createTransfers<Upload>({ ...parts, end: async () => undefined })
  const gone = (): Promise<never> =>
    Promise.reject(new CallFailed('no-file', 'This file was dropped, since nothing more of it came. Attach it again.'))
  const book = async (plan: string) => (await plans.open(plan)).attachments
  return {
    calls: {
      'attachments.begin': async (_, { plan, name, size }) => {
        await (await book(plan)).mayCome(name, size)
        return { upload: uploads.add({ plan, size, pieces: [], got: 0 }) }
      },
      'attachments.write': (_, { upload, bytes }) =>
        uploads.use(upload, async (one) => {
          if (one.got + bytes.length > one.size)
            throw new CallFailed('bad-argument', 'More of the file came than was said. It was not attached.')
          one.pieces.push(bytes)
          one.got += bytes.length
        }) ?? gone(),
      'attachments.finish': (_, { upload }) =>
        uploads.use(upload, async ({ plan, size, got, pieces }) => {
          await uploads.drop(upload)
          if (got !== size)
            throw new CallFailed('bad-argument', 'The file changed while it was read. It was not attached; try again.')
          const bytes = new Uint8Array(size)
          let at = 0
          for (const piece of pieces) {
            bytes.set(piece, at)
            at += piece.length
          }
          return (await book(plan)).put(bytes)
        }) ?? gone(),
      'attachments.attach': async (_, { plan, ...file }) => {
        const profile = notes.profile()
        const author = { person: profile?.person ?? null, role: profile?.role ?? 'po', forTeam: null }
        return (await plans.open(plan)).run(author, attachFile, file)
      },
      'attachments.drop': (_, { upload }) => uploads.drop(upload),
      'attachments.state': async (_, { plan, hashes }) => (await book(plan)).states(hashes),
      'attachments.want': async (_, { plan, hashes }) => (await book(plan)).want(hashes),
      'attachments.stop': async (_, { plan, hash }) => (await book(plan)).stop(hash),
      'attachments.read': async (_, { plan, hash }) => (await book(plan)).read(hash),
      'attachments.space': async (_, { plan }) => (await book(plan)).space(),
      'attachments.keepAll': async (_, { plan, keep }) => (await book(plan)).keepAll(keep),
    },
    stop: uploads.stop,
  }
}
