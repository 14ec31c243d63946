import { decodePeerMessage, encodePeerMessage } from '../../sync/session/peer-message.ts'
import { createSending, type ReadRecords } from '../../sync/session/sending.ts'
import type { Clock } from '../ports/clock.ts'
import type { Link } from './link.ts'

/** A host that heard that it is removed leaves by itself; who does not is sent away after this long. */
export const FAREWELL_MS = 3_000

/**
 * The last words to a device that was removed while it was linked: the record that removes it, so that it knows, and what of
 * before that record it still lacks to understand it. Nothing that was made since goes there, and nothing it says is taken in.
 * One that was away at the time is never told: it meets silence as any stranger does. The answer ends it at once.
 */
export function sayFarewell(parts: {
  readonly link: Link
  readonly read: ReadRecords
  readonly removal: { readonly client: number; readonly seq: number }
  /** How far each line had come when it was removed; null where this host cannot tell, and gives the removal alone. */
  readonly until: ((client: number) => number) | null
  readonly clock: Clock
  readonly onFault: (error: unknown) => void
}): () => void {
  const { link, removal, until } = parts
  let isOver = false
  const sending = createSending({
    read: parts.read,
    send: (n, records) => link.send(encodePeerMessage({ is: 'records', n, records })),
    now: () => parts.clock.now(),
    onFault: parts.onFault,
  })
  const stop = parts.clock.after(FAREWELL_MS, end)
  link.onClose(end)
  link.onMessage((bytes) => {
    const message = decodePeerMessage(bytes)
    if (message === null) return end()
    if (message === 'unknown' || isOver) return
    if (message.is === 'bye') return end()
    if (message.is === 'got') return sending.got(message.n)
    if (message.is !== 'want' || until === null) return
    sending.owe(
      message.missing.flatMap(({ client, from, to }) => {
        const last = Math.min(to, until(client))
        return from > last ? [] : [{ client, from, to: last }]
      }),
    )
  })
  sending.owe([{ client: removal.client, from: removal.seq, to: removal.seq }])
  return end

  function end(): void {
    if (isOver) return
    isOver = true
    stop()
    sending.stop()
    link.send(encodePeerMessage({ is: 'bye', why: '' }))
    link.close()
  }
}
