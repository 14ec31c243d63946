import { chartAlone } from '../kit/picture.ts'

/** A chart as an SVG file without a frame around it. For one with title, date and legend see kit/save-picture.svelte. */
export function pictureOf(svg: SVGSVGElement): string {
  return new XMLSerializer().serializeToString(chartAlone(svg))
}

export function savePicture(svg: SVGSVGElement, name: string): void {
  const url = URL.createObjectURL(new Blob([pictureOf(svg)], { type: 'image/svg+xml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.svg`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
