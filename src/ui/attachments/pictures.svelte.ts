import { SvelteMap } from 'svelte/reactivity'
import { fileKindOf, isShowable } from '../../model/file-kind.ts'
import type { ThumbAnswer, ThumbRequest } from './thumb-worker.ts'

/** Pictures of one item as addresses that an `img` takes. Only what its bytes say is a picture ever becomes one. */
export interface Pictures {
  /** Of a picture's hash; undefined until it is made, null where it cannot be shown. */
  thumb(hash: string): string | null | undefined
  wantThumb(hash: string): void
  /** Whole. Null where it is no picture that may be shown. Give the address back with `URL.revokeObjectURL`. */
  whole(hash: string): Promise<string | null>
  end(): void
}

/** Twice what is drawn, for fine screens. Pixels. */
const THUMB = 160

export function createPictures(read: (hash: string) => Promise<Uint8Array>): Pictures {
  const thumbs = new SvelteMap<string, string | null>()
  const asked = new Set<string>()
  const waiting = new Map<number, (thumb: Blob | null) => void>()
  let worker: Worker | null = null
  let ids = 0
  let isOver = false

  return {
    thumb: (hash) => thumbs.get(hash),
    wantThumb(hash) {
      if (asked.has(hash)) return
      asked.add(hash)
      make(hash).then(
        (url) => thumbs.set(hash, url),
        // It may be here, or whole, the next time.
        () => asked.delete(hash),
      )
    },
    async whole(hash) {
      const picture = await pictureOf(hash)
      return picture === null ? null : URL.createObjectURL(picture)
    },
    end() {
      isOver = true
      worker?.terminate()
      for (const url of thumbs.values()) if (url !== null) URL.revokeObjectURL(url)
    },
  }

  async function make(hash: string): Promise<string | null> {
    const picture = await pictureOf(hash)
    if (picture === null || isOver) return null
    worker ??= startWorker()
    const id = ++ids
    const thumb = await new Promise<Blob | null>((resolve) => {
      waiting.set(id, resolve)
      worker?.postMessage({ id, picture, most: THUMB } satisfies ThumbRequest)
    })
    return thumb === null || isOver ? null : URL.createObjectURL(thumb)
  }

  async function pictureOf(hash: string): Promise<Blob | null> {
    const bytes = await read(hash)
    const kind = fileKindOf(bytes)
    return isShowable(kind) ? new Blob([bytes as BlobPart], { type: kind.type }) : null
  }

  function startWorker(): Worker {
    const started = new Worker(new URL('./thumb-worker.ts', import.meta.url), { type: 'module' })
    started.onmessage = ({ data }: MessageEvent<ThumbAnswer>) => {
      waiting.get(data.id)?.(data.thumb)
      waiting.delete(data.id)
    }
    return started
  }
}
