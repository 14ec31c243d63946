export type PaperSize = 'A4' | 'A3'

/** Millimetres, landscape. */
export const PAPER: Readonly<Record<PaperSize, { readonly width: number; readonly height: number }>> = {
  A4: { width: 297, height: 210 },
  A3: { width: 420, height: 297 },
}

/** On paper, and around the sheet on screen. */
export const MARGINS: Readonly<Record<PaperSize, string>> = { A4: '11mm 12mm 12mm', A3: '15mm 17mm 16mm' }

/** What `?page=` says; A3 for anything unknown. */
export function paperOf(page: string | undefined): PaperSize {
  return page?.toUpperCase() === 'A4' ? 'A4' : 'A3'
}

/**
 * The `@page` rule of a roadmap: its size, and what stands in the margins. Plan and date stand on top of every page but
 * the first, whose masthead has them; the page's number stands on every page. Margin boxes are no part of the tagged
 * content, so a screen reader does not meet them on every page.
 */
export function pageRules(paper: PaperSize, plan: string, date: string): string {
  const { width, height } = PAPER[paper]
  const font = `font: 400 ${paper === 'A3' ? '8pt' : '7pt'}/1.4 Inter, sans-serif; color: #6b655c;`
  return `@page {
  size: ${width}mm ${height}mm;
  margin: ${MARGINS[paper]};
  @top-left { content: ${cssString(`${plan} roadmap, ${date}`)}; ${font} vertical-align: middle; }
  @bottom-left { content: ${cssString('Order is order: what stands higher comes first. Dates are aims, never promises.')}; ${font} white-space: nowrap; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); ${font} white-space: nowrap; }
}
@page :first {
  @top-left { content: none; }
}`
}

/** A CSS string that means exactly `text`, whatever stands in it. */
export function cssString(text: string): string {
  const bare = text.replace(/[\u0000-\u001f\u007f]+/g, ' ')
  return `"${bare.replace(/["\\<>]/g, (sign) => `\\${sign.codePointAt(0)?.toString(16) ?? ''} `)}"`
}
