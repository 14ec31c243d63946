/** The cuts that the page is set in. Margin boxes use them too, so they are asked for and not only awaited. */
const CUTS = [
  '400 9pt Inter',
  '500 9pt Inter',
  '600 9pt Inter',
  '300 30pt "Source Serif 4"',
  '400 12pt "Source Serif 4"',
  'italic 400 12pt "Source Serif 4"',
  '500 18pt "Source Serif 4"',
  '600 18pt "Source Serif 4"',
]

/** Calls back once everything is laid out and every font that it needs is there; a font that cannot be had does not hold it up. */
export function whenReadyToPrint(ready: () => void): () => void {
  let gone = false
  void (async () => {
    await Promise.allSettled(CUTS.map((cut) => document.fonts.load(cut)))
    await document.fonts.ready
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    if (!gone) ready()
  })()
  return () => {
    gone = true
  }
}
