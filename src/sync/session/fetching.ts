/**
 * Fetches the bytes of attached files from whichever peer has them, one piece at a time, each asked for by itself: so a file
 * never stands in the way of records for longer than one piece takes, and the pieces shrink until that is a tenth of a second.
 * What came counts once all of it has the hash that the plan names; a peer that sent other bytes is named and asked no more.
 *
 * API: createFetching({ peers, store, now, after, onNews, onWrong }) -> want, stop, came, hasNone, look, state, end. Pure.
 */

/** A peer as it can be asked. */
export interface FilePeer {
  readonly device: string
  /** At most so many bytes of a file, from a place on. */
  ask(hash: string, from: number, most: number): void
}

/** A piece of a file as it comes from a peer. */
export interface FilePart {
  readonly hash: string
  readonly from: number
  /** Of the whole file. */
  readonly size: number
  readonly bytes: Uint8Array
}

/** What has come of a file. Rejects where the disk takes none. */
export interface PartStore {
  size(): number
  add(bytes: Uint8Array): Promise<void>
  /** True if all of it has the hash, and is kept; else it is thrown away. */
  finish(): Promise<boolean>
  clear(): Promise<void>
  close(): Promise<void>
}

export interface FetchState {
  readonly got: number
  /** The device it comes from; null while nobody is asked. */
  readonly from: string | null
  /** Devices that sent bytes that were not the file's. */
  readonly wrong: readonly string[]
  /** The disk's trouble; empty if it has none. */
  readonly trouble: string
}

export interface Fetching {
  /** `most`: bytes that it may have; whatever a record says, only its hash is the truth. `soon`: a person waits for it. */
  want(hash: string, most: number, soon: boolean): void
  /** What came of it stays, and goes on when it is wanted again. */
  stop(hash: string): void
  came(device: string, part: FilePart): void
  hasNone(device: string, hash: string): void
  /** Peers came or went. */
  look(): void
  /** Null for a file that nobody wants. */
  state(hash: string): FetchState | null
  end(): void
}

const FIRST_PIECE = 16 * 1024
const SMALLEST_PIECE = 2 * 1024
/** Of one answer. */
export const LARGEST_PIECE = 256 * 1024
/** A piece that took longer makes the next one smaller, one that took less makes it larger. Milliseconds. */
const SLOW_MS = 100
const QUICK_MS = 25
/** So much a second at most: less than a peer takes of one device, with room for records beside. */
const BYTES_A_SECOND = 4 * 1024 * 1024
/** A peer that does not answer is asked again once it is linked anew. */
const SILENT_MS = 20_000
/** A disk that took nothing is tried again. */
const DISK_AGAIN_MS = 10_000

interface Wanted {
  most: number
  soon: boolean
  /** As the peer says that is asked now; null before its first answer. */
  size: number | null
  got: number
  /** Who said that it has none, or nothing at all. */
  readonly none: Set<string>
  readonly wrong: Set<string>
  /** Whose bytes lie in what came; null: some are of an earlier time. */
  givers: Set<string> | null
  /** Bytes of several givers were not the file: from now on only whole files of one. */
  oneGiver: boolean
  trouble: string
}

export function createFetching(parts: {
  readonly peers: () => readonly FilePeer[]
  readonly store: (hash: string) => Promise<PartStore>
  /** Milliseconds. */
  readonly now: () => number
  readonly after: (milliseconds: number, then: () => void) => () => void
  readonly onNews: (hash: string, done: boolean) => void
  /** A peer sent what is not the file. */
  readonly onWrong: (device: string, hash: string) => void
  readonly onFault: (error: unknown) => void
}): Fetching {
  const { now } = parts
  const wanted = new Map<string, Wanted>()
  let present = new Set<string>()
  const pieces = new Map<string, number>()
  let current: {
    hash: string
    peer: FilePeer
    store: PartStore
    asked: { from: number; most: number; at: number } | null
  } | null = null
  let isBusy = false
  let isOver = false
  let stopTimer = (): void => undefined

  return {
    want(hash, most, soon) {
      const known = wanted.get(hash)
      if (known !== undefined) {
        if (most > known.most) known.none.clear()
        known.most = Math.max(known.most, most)
        known.soon ||= soon
      } else
        wanted.set(hash, {
          ...{ most, soon, size: null, got: 0, trouble: '', oneGiver: false, givers: null },
          none: new Set(),
          wrong: new Set(),
        })
      next()
    },
    stop(hash) {
      wanted.delete(hash)
      if (current?.hash === hash) void leave().then(next)
      parts.onNews(hash, false)
    },
    came(device, part) {
      if (current?.hash !== part.hash || current.peer.device !== device || current.asked === null) return
      void take(part)
    },
    hasNone(device, hash) {
      wanted.get(hash)?.none.add(device)
      if (current?.hash === hash && current.peer.device === device) void leave().then(next)
    },
    look() {
      const linked = new Set(parts.peers().map(({ device }) => device))
      // Who was away may have got it, or have lost our question.
      for (const device of linked) if (!present.has(device)) for (const one of wanted.values()) one.none.delete(device)
      present = linked
      if (current !== null && !linked.has(current.peer.device)) void leave().then(next)
      else next()
    },
    state(hash) {
      const one = wanted.get(hash)
      if (one === undefined) return null
      const from = current?.hash === hash ? current.peer.device : null
      return { got: one.got, from, wrong: [...one.wrong], trouble: one.trouble }
    },
    end() {
      isOver = true
      wanted.clear()
      void leave()
    },
  }

  function next(): void {
    if (isOver || isBusy || current !== null) return
    const all = [...wanted].filter(([, one]) => one.trouble === '')
    for (const [hash, one] of [...all.filter(([, { soon }]) => soon), ...all.filter(([, { soon }]) => !soon)]) {
      const peer = parts.peers().find(({ device }) => !one.none.has(device) && !one.wrong.has(device))
      if (peer !== undefined) return void begin(hash, one, peer)
    }
  }

  async function begin(hash: string, one: Wanted, peer: FilePeer): Promise<void> {
    isBusy = true
    try {
      const store = await parts.store(hash)
      one.size = null
      if (store.size() > one.most || (one.oneGiver && store.size() > 0 && one.givers?.has(peer.device) !== true)) {
        await store.clear()
        one.givers = new Set()
      }
      if (store.size() === 0) one.givers = new Set()
      one.got = store.size()
      current = { hash, peer, store, asked: null }
    } catch (error) {
      diskFailed(hash, one, error)
    } finally {
      isBusy = false
    }
    if (current === null) return next()
    if (!wanted.has(hash)) return void leave().then(next)
    ask()
    parts.onNews(hash, false)
  }

  function ask(): void {
    if (current === null || isOver) return
    const one = wanted.get(current.hash)
    if (one === undefined) return
    const most = pieces.get(current.peer.device) ?? FIRST_PIECE
    current.asked = { from: one.got, most, at: now() }
    current.peer.ask(current.hash, one.got, most)
    wait(SILENT_MS, () => {
      if (current === null) return
      wanted.get(current.hash)?.none.add(current.peer.device)
      void leave().then(next)
    })
  }

  async function take(part: FilePart): Promise<void> {
    const at = current
    const one = at === null ? undefined : wanted.get(at.hash)
    if (at === null || at.asked === null || one === undefined) return
    const { from, most, at: asked } = at.asked
    at.asked = null
    stopTimer()
    const { device } = at.peer
    const end = from + part.bytes.length
    const isHonest =
      part.from === from &&
      part.bytes.length <= most &&
      (one.size === null || one.size === part.size) &&
      (part.size < from || (end <= part.size && (part.bytes.length > 0 || part.size === from)))
    if (!isHonest) return wrong(one, at.hash, device)
    one.size = part.size
    if (part.size > one.most) {
      one.none.add(device)
      return void leave().then(next)
    }
    const took = now() - asked
    if (took < QUICK_MS && part.bytes.length === most) pieces.set(device, Math.min(LARGEST_PIECE, most * 2))
    if (took > SLOW_MS) pieces.set(device, Math.max(SMALLEST_PIECE, Math.floor(most / 2)))
    try {
      if (part.size < from) {
        // What lies here from before is of another file.
        await at.store.clear()
        one.got = 0
        one.givers = new Set()
        return current === at ? ask() : undefined
      }
      if (part.bytes.length > 0) await at.store.add(part.bytes)
      one.got = end
      one.givers?.add(device)
      if (end === part.size) return await finish(one, at.hash, at.store)
    } catch (error) {
      diskFailed(at.hash, one, error)
      return void leave().then(next)
    }
    if (current !== at) return
    parts.onNews(at.hash, false)
    const pause = (part.bytes.length / BYTES_A_SECOND) * 1000 - took
    if (pause > 1) wait(pause, ask)
    else ask()
  }

  async function finish(one: Wanted, hash: string, store: PartStore): Promise<void> {
    current = null
    isBusy = true
    const isWhole = await store.finish().finally(() => (isBusy = false))
    if (isWhole) {
      wanted.delete(hash)
      parts.onNews(hash, true)
      return next()
    }
    one.got = 0
    // Of several, nobody knows who it was: the next try is of one alone, and then it is known.
    const [only] = one.givers ?? []
    if (one.givers?.size === 1 && only !== undefined) return wrong(one, hash, only)
    one.oneGiver = true
    next()
  }

  function wrong(one: Wanted, hash: string, device: string): void {
    one.wrong.add(device)
    one.oneGiver = true
    parts.onWrong(device, hash)
    parts.onNews(hash, false)
    void leave().then(next)
  }

  function diskFailed(hash: string, one: Wanted, error: unknown): void {
    one.trouble = error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error)
    parts.onFault(error)
    parts.onNews(hash, false)
    parts.after(DISK_AGAIN_MS, () => {
      one.trouble = ''
      next()
    })
  }

  async function leave(): Promise<void> {
    stopTimer()
    const was = current
    current = null
    await was?.store.close().catch((error: unknown) => parts.onFault(error))
  }

  function wait(milliseconds: number, then: () => void): void {
    stopTimer()
    stopTimer = parts.after(milliseconds, then)
  }
}
