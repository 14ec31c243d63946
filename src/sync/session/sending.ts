/**
 * Sends a peer what it lacks, in the order in which it can be applied, a few batches ahead of its answers, so that neither
 * side ever holds more than a little of it.
 *
 * API: createSending({ read, send, now, onFault }) -> owe(missing), got(n), waitsSince(), stop().
 */
import type { Missing } from '../ledger.ts'

/** A batch of records on their way, and where to go on; null: that was all. */
export interface RecordBatch {
  readonly records: readonly Uint8Array[]
  readonly next: number | null
}

/** Records of these lines from a place on (0 is the beginning), each after all that it builds on. */
export type ReadRecords = (wanted: readonly Missing[], from: number) => Promise<RecordBatch>

export interface Sending {
  /** Adds to what the peer is to get. What is owed already, or was sent a moment ago, is not sent twice. */
  owe(missing: readonly Missing[]): void
  got(n: number): void
  /** Whether anything is still on its way. */
  isBusy(): boolean
  /** Since when an answer is awaited; null if none is. */
  waitsSince(): number | null
  stop(): void
}

/** Batches that may be unanswered. */
const AHEAD = 2

export function createSending(parts: {
  readonly read: ReadRecords
  readonly send: (n: number, records: readonly Uint8Array[]) => void
  /** Milliseconds. */
  readonly now: () => number
  readonly onFault: (error: unknown) => void
}): Sending {
  let owed: readonly Missing[] = []
  /** Sent or about to be, and not all of it answered. */
  let underWay: readonly Missing[] = []
  let isRunning = false
  let isStopped = false
  let sent = 0
  let answered = 0
  let since = 0
  let wake = (): void => undefined

  return {
    owe(missing) {
      if (isStopped) return
      if (!isBusy()) underWay = []
      const news = without(missing, underWay)
      if (news.length === 0) return
      owed = joined(owed, news)
      underWay = joined(underWay, news)
      if (!isRunning) void run()
    },
    got(n) {
      if (n > sent) return
      answered = Math.max(answered, n)
      since = parts.now()
      wake()
    },
    isBusy,
    waitsSince: () => (answered < sent ? since : null),
    stop() {
      isStopped = true
      wake()
    },
  }

  function isBusy(): boolean {
    return isRunning || answered < sent
  }

  async function run(): Promise<void> {
    isRunning = true
    try {
      while (owed.length > 0 && !isStopped) {
        const wanted = owed
        owed = []
        await sendAll(wanted)
      }
    } catch (error) {
      parts.onFault(error)
    } finally {
      isRunning = false
    }
  }

  async function sendAll(wanted: readonly Missing[]): Promise<void> {
    for (let from: number | null = 0; from !== null && !isStopped;) {
      while (sent - answered >= AHEAD && !isStopped) await new Promise<void>((resolve) => (wake = resolve))
      const batch: RecordBatch = await parts.read(wanted, from)
      if (isStopped) return
      if (batch.records.length > 0) {
        if (answered === sent) since = parts.now()
        parts.send(++sent, batch.records)
      }
      from = batch.next
    }
  }
}

/**
 * What the other says it lacks is older than what is on its way to it: hosts that meet tell each other twice, and a plan must not
 * be sent twice for that. A run with more on both sides of what is under way is left whole.
 */
function without(missing: readonly Missing[], underWay: readonly Missing[]): Missing[] {
  const runs = new Map(underWay.map((run) => [run.client, run]))
  return missing.flatMap(({ client, from, to }) => {
    const run = runs.get(client)
    if (run === undefined || from > run.to || to < run.from || (from < run.from && to > run.to))
      return [{ client, from, to }]
    const rest = { client, from: from < run.from ? from : run.to + 1, to: to > run.to ? to : run.from - 1 }
    return from >= run.from && to <= run.to ? [] : [rest]
  })
}

/** Of each line the run that covers both. */
function joined(a: readonly Missing[], b: readonly Missing[]): Missing[] {
  const runs = new Map<number, Missing>()
  for (const { client, from, to } of [...a, ...b]) {
    const run = runs.get(client)
    runs.set(
      client,
      run === undefined ? { client, from, to } : { client, from: Math.min(run.from, from), to: Math.max(run.to, to) },
    )
  }
  return [...runs.values()]
}
