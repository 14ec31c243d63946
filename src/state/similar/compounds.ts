/**
 * Parts of a compound, such as `passwort` and `lange` of `passwortlange`: German writes as one word what others write as
 * several. Parts are words that the plan itself uses by themselves (Koehn and Knight, "Empirical Methods for Compound
 * Splitting", 2003), so no dictionary is needed and an unknown word stays whole.
 */
export function partsOfCompound(word: string, isWord: (part: string) => boolean): readonly string[] {
  if (word.length < 2 * LEAST) return []
  let best: readonly string[] = []
  for (let cut = LEAST; cut <= word.length - LEAST; cut++) {
    const head = word.slice(0, cut)
    const tail = word.slice(cut)
    const first = firstPart(head, isWord)
    if (first === null) continue
    if (isWord(tail)) return [first, tail]
    const rest = partsOfCompound(tail, isWord)
    if (rest.length > 0 && best.length === 0) best = [first, ...rest]
  }
  return best
}

/** Shorter parts are chance. */
const LEAST = 4
/** Letters that German puts between parts. */
const JOINTS = ['', 's', 'es', 'n', 'en', 'e', 'er']

function firstPart(head: string, isWord: (part: string) => boolean): string | null {
  for (const joint of JOINTS) {
    if (!head.endsWith(joint)) continue
    const part = head.slice(0, head.length - joint.length)
    if (part.length >= LEAST && isWord(part)) return part
  }
  return null
}
