import { isOurs, type ShelvedLetter } from '../../sync/carrier/shelf.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { Box } from './box.ts'
import { holdsWhatItSays, unpackLetter } from './pack-records.ts'

/** Hands what lies in mailboxes to the gate, in an order in which it can be taken in. */
export interface Reading {
  /** Letters came, or records otherwise: what waits for them may go on. */
  look(): void
  /** Whether the host has all of a letter, or no use for the rest. */
  isDone(letter: ShelvedLetter): boolean
  isIdle(): boolean
  stop(): void
}

/** The name under which records come in: no device, since nobody knows who put them there. */
export const FROM_SERVER = 'server'

/** The disk may take nothing now, or the plan is being opened anew. */
const AGAIN_MS = 2_000
/** Letters of which nothing was good: whoever puts such there has the key, and is not heard for a while. */
const MOST_BAD = 50
const BAD_PAUSE_MS = 600_000

export function createReading(parts: {
  readonly host: () => PlanHost
  readonly boxes: () => Iterable<Box>
  readonly clock: Clock
  /** A pass is over: `took` is how many records came in. */
  readonly onRead: (took: number) => void
  readonly onFault: (what: string, error: unknown) => void
}): Reading {
  const { clock } = parts
  /** Letters that were handed over whole and of which nothing waits; names are never used twice. */
  const done = new Set<string>()
  let bad = 0
  let isRunning = false
  let isWanted = false
  let isOver = false
  let stopTimer = (): void => undefined

  const reading: Reading = {
    look() {
      isWanted = true
      if (!isRunning && !isOver) void run()
    },
    isDone: (letter) => done.has(letter.name) || isHeld(letter),
    isIdle: () => !isRunning,
    stop() {
      isOver = true
      stopTimer()
    },
  }
  return reading

  async function run(): Promise<void> {
    isRunning = true
    try {
      while (isWanted && !isOver && bad < MOST_BAD) {
        isWanted = false
        const took = await pass()
        if (took === 0) continue
        // What waited for these may be among those that were read before.
        isWanted = true
        parts.onRead(took)
      }
      // Whoever hears that all was read may ask whether anything is being read.
      isRunning = false
      parts.onRead(0)
    } catch (error) {
      // The plan was closed, or its disk takes nothing: the letters stay where they are.
      if (!(error instanceof Error) || !('type' in error)) parts.onFault('reading from the server', error)
      later(AGAIN_MS)
    } finally {
      isRunning = false
    }
    if (bad < MOST_BAD || isOver) return
    parts.onFault('the server', new Error('It holds many records that are refused. Nothing is read for ten minutes.'))
    later(BAD_PAUSE_MS)
  }

  function later(ms: number): void {
    stopTimer()
    stopTimer = clock.after(ms, () => {
      bad = 0
      reading.look()
    })
  }

  async function pass(): Promise<number> {
    const waiting = [...parts.boxes()].flatMap((box) =>
      [...box.shelf.all()].filter((letter) => !reading.isDone(letter)).map((letter) => ({ box, letter })),
    )
    waiting.sort((a, b) => a.letter.place - b.letter.place)
    let took = 0
    for (const { box, letter } of waiting) {
      if (isOver || bad >= MOST_BAD) break
      if (!reading.isDone(letter)) took += await hand(box, letter)
    }
    return took
  }

  async function hand(box: Box, { name }: ShelvedLetter): Promise<number> {
    const letter = box.open(name)
    const records = letter?.is === 'records' ? await unpackLetter(letter) : null
    if (letter?.is !== 'records' || records === null || !holdsWhatItSays(letter, records)) {
      done.add(name)
      // What it says it holds would keep others from putting that there.
      box.shelf.remove(name)
      bad++
      return 0
    }
    const { applied, known, refused, takenOut, aside } = await parts.host().receive(records, FROM_SERVER)
    // Windows must not wait for a plan that comes in.
    await new Promise((resolve) => setImmediate(resolve))
    if (refused > 0) bad++
    // The others wait for something, or there was no room for them to wait.
    if (applied + known + refused + takenOut + aside >= records.length) done.add(name)
    return applied + takenOut
  }

  function isHeld({ runs, out }: ShelvedLetter): boolean {
    const { ledger, peers } = parts.host()
    if (!runs.every((run) => (ledger.lines.line(run.client)?.seq ?? 0) >= run.to && isOurs(run, ledger.lines.markAt)))
      return false
    const known = out.length === 0 ? [] : peers.out()
    return out.every((name) => known.includes(name))
  }
}
