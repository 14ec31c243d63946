import type { Random } from '../../model/id.ts'

type Op = { readonly at: number; readonly bytes: Uint8Array } | { readonly length: number }

/** What a power cut does to writes that were not synced. */
export type PowerCutEffect = 'lost' | 'torn' | 'zero-filled' | 'reordered'

/** A file of the in-memory disk: what a reader sees now, what a power cut would leave, and what lies between. */
export class MemoryFile {
  readonly mark: number
  links = 1
  content: Bytes
  private synced: Bytes
  private pending: Op[] = []

  constructor(mark: number, content: Uint8Array = new Uint8Array()) {
    this.mark = mark
    this.content = new Bytes(content)
    this.synced = new Bytes(content)
  }

  write(bytes: Uint8Array, at: number): void {
    this.put({ at, bytes: bytes.slice() })
  }

  truncate(length: number): void {
    this.put({ length })
  }

  sync(): void {
    for (const op of this.pending) this.synced.apply(op)
    this.pending = []
  }

  /**
   * What is found after a power cut: the synced bytes, with `random` also some of the later ones, in any order, and one of
   * them torn. `happened` is told what this disk did to writes that nobody had synced.
   */
  afterPowerCut(random: Random | null, happened: (what: PowerCutEffect) => void = () => undefined): MemoryFile {
    const left = new Bytes(this.synced.all())
    if (random !== null && this.pending.length > 0) {
      const whole = Math.floor(random() * (this.pending.length + 1))
      for (const op of this.pending.slice(0, whole)) left.apply(op)
      const torn = this.pending[whole]
      if (torn !== undefined) happened('lost')
      if (torn !== undefined && 'bytes' in torn) left.apply(tornWrite(torn, random, happened))
      for (const op of this.pending.slice(whole + 1)) {
        if (random() >= 0.5) continue
        left.apply(op)
        happened('reordered')
      }
    }
    return new MemoryFile(this.mark, left.all())
  }

  private put(op: Op): void {
    this.content.apply(op)
    this.pending.push(op)
  }
}

export class MemoryFolder {
  readonly mark: number
  names = new Map<string, MemoryFile | MemoryFolder>()
  private synced = new Map<string, MemoryFile | MemoryFolder>()

  constructor(mark: number) {
    this.mark = mark
  }

  sync(): void {
    this.synced = new Map(this.names)
  }

  /** `random` decides for the whole folder whether names that were not synced are found. */
  afterPowerCut(random: Random | null, happened: (what: PowerCutEffect) => void = () => undefined): MemoryFolder {
    const left = new MemoryFolder(this.mark)
    const names = random !== null && random() < 0.5 ? this.names : this.synced
    for (const [name, node] of names) left.names.set(name, node.afterPowerCut(random, happened))
    left.sync()
    return left
  }
}

/** A disk may have stored the length before the bytes: then zeros stand where they should. */
function tornWrite(
  { at, bytes }: { at: number; bytes: Uint8Array },
  random: Random,
  happened: (what: PowerCutEffect) => void,
): Op {
  const sectors = Math.floor((at + bytes.length - 1) / SECTOR) - Math.floor(at / SECTOR)
  const whole = Math.floor(random() * (sectors + 1))
  const kept = whole === 0 ? 0 : (Math.floor(at / SECTOR) + whole) * SECTOR - at
  const isShort = random() < 0.5
  happened(isShort ? 'torn' : 'zero-filled')
  return { at, bytes: isShort ? bytes.slice(0, kept) : bytes.slice().fill(0, kept) }
}

/** What a disk writes whole or not at all. */
const SECTOR = 512

/** Bytes that grow. */
class Bytes {
  length: number
  private room: Uint8Array

  constructor(bytes: Uint8Array) {
    this.room = bytes.slice()
    this.length = bytes.length
  }

  apply(op: Op): void {
    const end = 'length' in op ? op.length : op.at + op.bytes.length
    if (end > this.room.length) {
      const room = new Uint8Array(Math.max(end, this.room.length * 2))
      room.set(this.room.subarray(0, this.length))
      this.room = room
    }
    if ('length' in op) {
      if (op.length < this.length) this.room.fill(0, op.length, this.length)
      this.length = op.length
    } else {
      this.room.set(op.bytes, op.at)
      this.length = Math.max(this.length, end)
    }
  }

  slice(from: number, to: number): Uint8Array {
    return this.room.slice(Math.min(from, this.length), Math.min(to, this.length))
  }

  all(): Uint8Array {
    return this.slice(0, this.length)
  }
}
