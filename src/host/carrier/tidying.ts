import { isSmall, type ShelvedLetter } from '../../sync/carrier/shelf.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Box } from './box.ts'
import { putRecords } from './writing.ts'

/** Small letters that are put together into full ones, and letters that nobody needs: from so many on. */
export const MANY_SMALL = 256
const MANY_SURPLUS = 32
/** Of a mailbox, with all that was ever in it: beyond this the next generation begins. */
export const LARGEST_BOX = 8_000_000

/** What is to be done in a mailbox, if anything. */
export function isUntidy(box: Box, isDone: (letter: ShelvedLetter) => boolean, manySmall = MANY_SMALL): boolean {
  return box.shelf.small().length >= manySmall || surplusOf(box, isDone).length >= MANY_SURPLUS
}

/**
 * Puts what lies in many small letters into a few full ones, and takes away all of which something else has the whole. What this
 * host has not taken in itself stays.
 */
export async function tidy(
  host: PlanHost,
  box: Box,
  isDone: (letter: ShelvedLetter) => boolean,
  isStillMain: () => boolean,
  manySmall = MANY_SMALL,
): Promise<void> {
  const small = box.shelf.small().filter(isDone)
  if (small.length >= manySmall) {
    const wanted = new Map<number, { client: number; from: number; to: number }>()
    for (const { runs } of small)
      for (const { client, from, to } of runs) {
        const run = wanted.get(client)
        wanted.set(client, {
          client,
          from: Math.min(run?.from ?? from, from),
          to: Math.max(run?.to ?? to, to),
        })
      }
    const inSmall = new Set(
      small.flatMap(({ runs }) =>
        runs.flatMap(({ client, from, to }) =>
          Array.from({ length: to - from + 1 }, (_, i) => `${client}/${from + i}`),
        ),
      ),
    )
    const isWhole = await putRecords(host, box, {
      wanted: [...wanted.values()],
      place: Math.min(...small.map(({ place }) => place)),
      takes: (client, seq) => inSmall.has(`${client}/${seq}`),
      isStillMain,
    })
    if (!isWhole) return
  }
  box.take(surplusOf(box, isDone).map(({ name }) => name))
}

function surplusOf(box: Box, isDone: (letter: ShelvedLetter) => boolean): ShelvedLetter[] {
  return box.shelf.surplus().filter(isDone)
}

/** Whether a mailbox holds far more of the past than of what anybody needs. */
export function isFull(box: Box, largest = LARGEST_BOX): boolean {
  const bytes = box.bytes()
  if (bytes <= largest) return false
  const surplus = new Set(box.shelf.surplus().map(({ name }) => name))
  let needed = 0
  for (const letter of box.shelf.all())
    if (!surplus.has(letter.name)) needed += isSmall(letter) ? letter.bytes / 2 : letter.bytes
  return bytes > 2 * needed
}

/** Names of all that say where it went on, but the one that says the farthest. The same for all hosts. */
export function surplusMoves(box: Box): string[] {
  const moves = [...box.notes].flatMap(([name, note]) => (note.is === 'moved' ? [{ name, to: note.to }] : []))
  return moves
    .sort((a, b) => b.to - a.to || (a.name < b.name ? -1 : 1))
    .slice(1)
    .map(({ name }) => name)
}
