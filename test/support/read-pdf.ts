import { readFile } from 'node:fs/promises'
import { extractText, getDocumentProxy } from 'unpdf'

/** What a reader, a screen reader and a search find in a PDF. */
export interface ReadPdf {
  /** Text of each page, white space folded. */
  readonly pages: readonly string[]
  readonly tagged: boolean
  /** Points. */
  readonly width: number
  readonly height: number
  readonly bookmarks: readonly { readonly depth: number; readonly title: string }[]
}

interface Bookmark {
  readonly title: string
  readonly items: readonly Bookmark[]
}

export async function readPdf(path: string): Promise<ReadPdf> {
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(path)))
  const { text } = await extractText(pdf, { mergePages: false })
  const [left = 0, top = 0, right = 0, bottom = 0] = (await pdf.getPage(1)).view
  return {
    pages: text.map((page) => page.replace(/\s+/g, ' ')),
    tagged: ((await pdf.getMarkInfo()) as { Marked?: boolean } | null)?.Marked === true,
    width: right - left,
    height: bottom - top,
    bookmarks: flat(((await pdf.getOutline()) ?? []) as readonly Bookmark[], 0),
  }
}

function flat(list: readonly Bookmark[], depth: number): { depth: number; title: string }[] {
  return list.flatMap((one) => [{ depth, title: one.title }, ...flat(one.items, depth + 1)])
}
