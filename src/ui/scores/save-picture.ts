/** Everything that a picture takes from the page's style, so that it looks the same elsewhere. */
const STYLED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
] as const

/** A chart of the page as an SVG file of its own: what style sheets say is written into it, in plain colours. */
export function pictureOf(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const from = [svg, ...svg.querySelectorAll('*')]
  const to = [copy, ...copy.querySelectorAll('*')]
  from.forEach((element, i) => {
    const style = getComputedStyle(element)
    const target = to[i]
    if (target === undefined) return
    for (const name of STYLED) {
      const value = style.getPropertyValue(name)
      if (value !== '') target.setAttribute(name, /^(fill|stroke)$/.test(name) ? plainColour(value) : value)
    }
    for (const name of ['class', 'tabindex', 'role', 'aria-label', 'aria-describedby', 'style'])
      target.removeAttribute(name)
  })
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  paper.setAttribute('width', '100%')
  paper.setAttribute('height', '100%')
  paper.setAttribute('fill', plainColour(getComputedStyle(svg).backgroundColor))
  copy.prepend(paper)
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return new XMLSerializer().serializeToString(copy)
}

/** A colour that every program reads: oklch() is known to browsers alone. */
function plainColour(colour: string): string {
  if (colour === 'none' || colour === '') return colour
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (context === null) return colour
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
  return alpha === 255
    ? `rgb(${red}, ${green}, ${blue})`
    : `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`
}

export function savePicture(svg: SVGSVGElement, name: string): void {
  const url = URL.createObjectURL(new Blob([pictureOf(svg)], { type: 'image/svg+xml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.svg`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
