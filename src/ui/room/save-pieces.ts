/** Hands a file to the browser or the desktop window, which keeps it where people find what they downloaded. */
export function savePieces(pieces: readonly Uint8Array[], name: string): void {
  const url = URL.createObjectURL(new Blob([...pieces] as BlobPart[], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // A large one is still being written when the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
