/** Makes small pictures of large ones, one after the other, where nobody waits for it. */
export interface ThumbRequest {
  readonly id: number
  readonly picture: Blob
  /** Pixels of the longer side. */
  readonly most: number
}
export interface ThumbAnswer {
  readonly id: number
  /** Null where the browser cannot decode it. */
  readonly thumb: Blob | null
}

let turn: Promise<unknown> = Promise.resolve()
self.onmessage = ({ data }: MessageEvent<ThumbRequest>) => {
  turn = turn.then(async () => {
    const thumb = await thumbOf(data).catch(() => null)
    self.postMessage({ id: data.id, thumb } satisfies ThumbAnswer)
  })
}

async function thumbOf({ picture, most }: ThumbRequest): Promise<Blob> {
  const bitmap = await createImageBitmap(picture)
  const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height))
  const canvas = new OffscreenCanvas(Math.max(1, bitmap.width * scale), Math.max(1, bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/png' })
}
