/** A plan's name as that of a file. It has room for 255 bytes, and a letter takes up to four. */
export function fileNameOf(plan: string, ending: string): string {
  const letters = [...plan.replace(/[^\p{L}\p{M}\p{N} _-]/gu, '').trim()]
  return `${letters.slice(0, MOST_LETTERS).join('').trim() || 'plan'}.${ending}`
}

const MOST_LETTERS = 60
