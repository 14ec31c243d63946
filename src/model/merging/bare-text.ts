/** A short text without what says nothing: case, spaces and marks at its ends. Two with the same bare text are the same. */
export function bareText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-*•.,;:!]+|[\s.,;:!]+$/g, '')
}
