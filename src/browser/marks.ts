import type { Knowledge } from '../model/envelope.ts'

/** What was told is noted this long after it was: with each edit it would cost as much as keeping the edit does. */
const NOTE_MS = 250

/** How far each line is on disk: what this window was ever told, and what the host that it talks to holds of it. */
export class Marks {
  private everSaved: Knowledge
  private held: Knowledge = {}
  private readonly note: (saved: Knowledge) => void
  private noting = false

  /** `saved` is what earlier windows of this browser were told; `note` keeps it for later ones. */
  constructor(saved: Knowledge, note: (saved: Knowledge) => void) {
    this.everSaved = saved
    this.note = note
  }

  /** The ends of lines that this window was told are on disk. */
  get saved(): Knowledge {
    return this.everSaved
  }

  /** A host says what it holds. With a failing disk that may be gone when the next one is met: it does not count as saved. */
  meet(vector: Knowledge, onDisk: boolean): void {
    this.held = vector
    if (onDisk) for (const [client, [seq, clock]] of Object.entries(vector)) this.confirm(Number(client), seq, clock)
  }

  /** The line is on disk up to here. */
  confirm(client: number, seq: number, clock: number): void {
    this.held = raised(this.held, client, seq, clock)
    const before = this.everSaved
    this.everSaved = raised(before, client, seq, clock)
    if (this.everSaved !== before) this.noteSoon()
  }

  /** What `known` names is here again under another line: no more of these lines is expected than the host holds. */
  lower(known: Knowledge): void {
    for (const [client, [seq]] of Object.entries(known))
      if (seq >= seqOf(this.everSaved, client))
        this.everSaved = { ...this.everSaved, [client]: this.held[client] ?? [0, 0] }
    this.noteSoon()
  }

  /** Something that was saved once is not there any more, and nobody has given it back yet. */
  get isLess(): boolean {
    return Object.entries(this.everSaved).some(([client, [seq]]) => seq > seqOf(this.held, client))
  }

  /**
   * Of what a document knows and the host does not hold, leaving out the lines that this window sends itself: whether
   * the host `lost` some of it that was saved once, and whether some of it was `neverSaved`.
   */
  missing(known: Knowledge, own: ReadonlySet<number>): { lost: boolean; neverSaved: boolean } {
    const lines = Object.entries(known).filter(
      ([client, [seq]]) => !own.has(Number(client)) && seq > seqOf(this.held, client),
    )
    const isSaved = ([client, [seq]]: (typeof lines)[number]): boolean => seq <= seqOf(this.everSaved, client)
    return { lost: lines.some(isSaved), neverSaved: !lines.every(isSaved) }
  }

  private noteSoon(): void {
    if (this.noting) return
    this.noting = true
    setTimeout(() => {
      this.noting = false
      this.note(this.everSaved)
    }, NOTE_MS)
  }
}

function seqOf(marks: Knowledge, client: string): number {
  return marks[client]?.[0] ?? 0
}

function raised(marks: Knowledge, client: number, seq: number, clock: number): Knowledge {
  const [had, end] = marks[client] ?? [0, 0]
  return seq <= had ? marks : { ...marks, [client]: [seq, Math.max(clock, end)] }
}
