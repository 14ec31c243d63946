import { SvelteMap } from 'svelte/reactivity'
import { attachFile, tooLarge } from '../commands/attachments.ts'
import type { Command } from '../commands/command.ts'
import type { AttachmentSpace, AttachmentState } from '../contract/attachment-calls.ts'
import { LARGEST_FILE_OF_ALL, USUAL_LARGEST_FILE } from '../model/attachment.ts'
import type { Failure, Result } from '../model/result.ts'
import { sentenceOf } from './failure-words.ts'

export type { AttachmentSpace, AttachmentState } from '../contract/attachment-calls.ts'

/** The host of this device, which holds the bytes. All of it may fail with a sentence for people. */
export interface AttachmentSource {
  /** On disk when it resolves. `told` hears of bytes that went over; false from it stops. */
  upload(
    file: Blob,
    name: string,
    told: (bytes: number) => boolean,
  ): Promise<{ hash: string; type: string; size: number } | null>
  states(hashes: readonly string[]): Promise<readonly AttachmentState[]>
  want(hashes: readonly string[]): Promise<void>
  stop(hash: string): Promise<void>
  read(hash: string): Promise<Uint8Array>
  space(): Promise<AttachmentSpace>
  keepAll(keep: boolean): Promise<void>
  onChanged(handler: () => void): () => void
}

/** A file on its way to the host. */
export interface Upload {
  readonly id: number
  readonly item: string
  readonly name: string
  readonly size: number
  readonly done: number
}

/** Attached files as screens see them: where their bytes are, what is on its way, and what went wrong. */
export interface Attachments {
  /** Undefined while nobody knows yet. */
  state(hash: string): AttachmentState | undefined
  /** Somebody looks at these: what is not here is fetched, and what becomes of it is told. The answer ends the looking. */
  look(hashes: readonly string[]): () => void
  /** Hangs files on an item, one after the other. */
  attach(item: string, files: readonly { readonly file: Blob; readonly name: string }[]): Promise<void>
  readonly uploads: readonly Upload[]
  cancel(upload: number): void
  /** What was not attached to an item, and why; empty if nothing. */
  problem(item: string): string
  dismiss(item: string): void
  stop(hash: string): void
  read(hash: string): Promise<Uint8Array>
  /** Null before it was asked for, or where it cannot be told. */
  readonly space: AttachmentSpace | null
  /** Asks how much room they take, and again whenever that may be different. The answer ends it. */
  watchSpace(): () => void
  keepAll(keep: boolean): Promise<void>
  end(): void
}

export function createAttachments(parts: {
  readonly source: AttachmentSource | null
  readonly largest: () => number | null
  readonly run: <Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args) => Result<Value, Failure>
  readonly whyNot: (item: string) => string | null
  readonly say: (words: string) => void
}): Attachments {
  const { source } = parts
  const states = new SvelteMap<string, AttachmentState>()
  const problems = new SvelteMap<string, string>()
  const looked = new Map<string, number>()
  const cancelled = new Set<number>()
  let uploads = $state.raw<readonly Upload[]>([])
  let space = $state.raw<AttachmentSpace | null>(null)
  let watchers = 0
  let uploadIds = 0
  const stopHearing = source?.onChanged(() => {
    void refresh([...looked.keys()])
    if (watchers > 0) void askSpace()
  })

  return {
    state: (hash) => states.get(hash),
    look(hashes) {
      for (const hash of hashes) looked.set(hash, (looked.get(hash) ?? 0) + 1)
      if (hashes.length > 0)
        void source
          ?.want(hashes)
          .catch(() => undefined)
          .then(() => refresh(hashes))
      return () => {
        for (const hash of hashes) {
          const left = (looked.get(hash) ?? 1) - 1
          if (left > 0) looked.set(hash, left)
          else looked.delete(hash)
        }
      }
    },
    async attach(item, files) {
      const why = parts.whyNot(item)
      if (why !== null || source === null) return say(item, why ?? 'Files cannot be attached here.')
      problems.delete(item)
      const waiting = files.map(({ file, name }): Upload & { file: Blob } => {
        return { id: ++uploadIds, item, name, size: file.size, done: 0, file }
      })
      uploads = [...uploads, ...waiting]
      for (const one of waiting) await attachOne(one)
    },
    get uploads() {
      return uploads
    },
    cancel(id) {
      cancelled.add(id)
    },
    problem: (item) => problems.get(item) ?? '',
    dismiss: (item) => void problems.delete(item),
    stop: (hash) => void source?.stop(hash).catch(() => undefined),
    async read(hash) {
      if (source === null) throw new Error('There are no files here.')
      return source.read(hash)
    },
    get space() {
      return space
    },
    watchSpace() {
      watchers++
      void askSpace()
      return () => void watchers--
    },
    async keepAll(keep) {
      await source?.keepAll(keep).catch((error: unknown) => parts.say(sentenceOf(error)))
      await askSpace()
    },
    end() {
      stopHearing?.()
      for (const { id } of uploads) cancelled.add(id)
    },
  }

  async function attachOne({ file, ...one }: Upload & { file: Blob }): Promise<void> {
    try {
      if (cancelled.has(one.id)) return
      const most = Math.min(parts.largest() ?? USUAL_LARGEST_FILE, LARGEST_FILE_OF_ALL)
      if (one.size > most) return say(one.item, tooLarge(one.name, one.size, most))
      const found = await source?.upload(file, one.name, (done) => {
        uploads = uploads.map((other) => (other.id === one.id ? { ...other, done } : other))
        return !cancelled.has(one.id)
      })
      // The bytes are on disk: now the plan may say so.
      if (found == null) return
      const done = parts.run(attachFile, { item: one.item, name: one.name, ...found })
      if (!done.ok) say(one.item, done.error.message)
    } catch (error) {
      say(one.item, sentenceOf(error))
    } finally {
      cancelled.delete(one.id)
      uploads = uploads.filter(({ id }) => id !== one.id)
    }
  }

  function say(item: string, words: string): void {
    const before = problems.get(item) ?? ''
    problems.set(item, before.includes(words) ? before : `${before} ${words}`.trim())
  }

  async function refresh(hashes: readonly string[]): Promise<void> {
    if (source === null || hashes.length === 0) return
    try {
      for (const state of await source.states(hashes)) states.set(state.hash, state)
    } catch {
      // The host is away, which the window says where it says whether all is saved.
    }
  }

  async function askSpace(): Promise<void> {
    space = (await source?.space().catch(() => null)) ?? space
  }
}
