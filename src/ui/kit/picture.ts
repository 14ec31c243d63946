import { fontsFor } from './picture-fonts.ts'

/** What stands around a picture once it has left the page: people see it without the app around it. */
export interface PictureFrame {
  readonly title: string
  /** Under the title: of which plan, and from which day. */
  readonly about: string
  /** What marks and colours mean. */
  readonly legend: readonly LegendEntry[]
}
export interface LegendEntry {
  readonly words: string
  /** A colour as styles write it, `var(--chart-1)` too; without one the words stand alone. */
  readonly colour?: string
  /** A dot of this radius in pixels; without it a short line. */
  readonly radius?: number
}

/** A chart of the page as an SVG file of its own: what style sheets say is written into it in plain colours, its fonts lie in it. */
export async function pictureOf(svg: SVGSVGElement, frame: PictureFrame): Promise<SVGSVGElement> {
  const picture = framed(svg, frame)
  const fonts = await fontsFor(picture)
  if (fonts !== '') picture.prepend(made('style', {}, fonts))
  return picture
}

export function svgFile(picture: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: 'image/svg+xml' })
}

/** Twice as fine as the screen, for slides and paper. Null where this browser cannot draw it. */
export async function pngFile(picture: SVGSVGElement, fineness = 2): Promise<Blob | null> {
  const url = URL.createObjectURL(svgFile(picture))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width.baseVal.value * fineness)
    canvas.height = Math.round(picture.height.baseVal.value * fineness)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(url)
  }
}

const MARGIN = 24

/** The chart between its title and its legend, on the paper that it has in the page. */
function framed(svg: SVGSVGElement, { title, about, legend }: PictureFrame): SVGSVGElement {
  const { width, height } = svg.getBoundingClientRect()
  const style = getComputedStyle(svg)
  const size = Number.parseFloat(style.fontSize) || 12
  const ink = tokenReader(svg)
  const words = (text: string, x: number, y: number, more: Readonly<Record<string, string | number>>): SVGElement =>
    made('text', { x, y, 'font-family': style.fontFamily, 'font-size': size, fill: ink('var(--ink-2)'), ...more }, text)

  const serif = ink('var(--serif)', 'font-family')
  const titleLines = broken(title, width, `${size * 1.6}px ${serif}`)
  const titleEnd = MARGIN + size * (1.4 + (titleLines.length - 1) * 2.1)
  const chartTop = titleEnd + size * 3.1
  const chart = styledCopy(svg)
  chart.setAttribute('x', String(MARGIN))
  chart.setAttribute('y', String(chartTop))
  const head = [
    ...titleLines.map((text, i) =>
      words(text, MARGIN, MARGIN + size * (1.4 + i * 2.1), {
        'font-family': serif,
        'font-size': size * 1.6,
        fill: ink('var(--ink)'),
      }),
    ),
    words(about, MARGIN, titleEnd + size * 1.8, {}),
  ]
  const foot: SVGElement[] = []
  const largest = Math.max(size / 2, ...legend.map(({ radius = 0 }) => radius))
  const line = size + largest * 1.6
  let x = MARGIN
  let y = chartTop + height + line
  for (const entry of legend) {
    const mark = entry.colour === undefined ? 0 : Math.max(size, (entry.radius ?? 0) * 2) + size / 2
    const wide = mark + widthOf(entry.words, `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`) + size * 2
    if (x > MARGIN && x + wide > width + MARGIN) {
      x = MARGIN
      y += line
    }
    if (entry.colour !== undefined) foot.push(markOf(entry, x, y - size * 0.35, size, ink(entry.colour)))
    foot.push(words(entry.words, x + mark, y, {}))
    x += wide
  }
  const wholeHeight = (legend.length === 0 ? chartTop + height : y + largest) + MARGIN
  const picture = made('svg', {
    width: width + 2 * MARGIN,
    height: wholeHeight,
    viewBox: `0 0 ${width + 2 * MARGIN} ${wholeHeight}`,
    'font-variant-numeric': 'tabular-nums',
  }) as SVGSVGElement
  const paper = made('rect', { width: '100%', height: '100%', fill: plainColour(style.backgroundColor) })
  picture.append(made('title', {}, title), paper, ...head, chart, ...foot)
  return picture
}

function markOf({ radius }: LegendEntry, x: number, y: number, size: number, colour: string): SVGElement {
  if (radius === undefined) return made('rect', { x, y: y - size / 4, width: size, height: size / 2, fill: colour })
  return made('circle', {
    ...{ cx: x + Math.max(radius, size / 2), cy: y, r: radius },
    ...{ fill: colour, 'fill-opacity': 0.55, stroke: colour, 'stroke-width': 1.5 },
  })
}

/** Everything that a picture takes from the page's style, so that it looks the same elsewhere. */
const STYLED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
] as const

function styledCopy(svg: SVGSVGElement): SVGSVGElement {
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
    for (const { name } of [...target.attributes])
      if (/^(id|class|tabindex|role|style|aria-.*|data-.*)$/.test(name)) target.removeAttribute(name)
  })
  return copy
}

/** What a token of the theme says where the chart stands. */
function tokenReader(beside: Element): (value: string, property?: 'color' | 'font-family') => string {
  return (value, property = 'color') => {
    const probe = document.createElement('i')
    probe.style.setProperty(property, value)
    beside.parentElement?.append(probe)
    const said = getComputedStyle(probe).getPropertyValue(property)
    probe.remove()
    return property === 'color' ? plainColour(said) : said
  }
}

/** A sentence in lines of at most so many pixels; a word that is longer stays whole. */
function broken(words: string, room: number, font: string): readonly string[] {
  const lines: string[] = []
  for (const word of words.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`
    if (lines.length > 0 && widthOf(longer, font) <= room) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

function widthOf(words: string, font: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (context === null) return words.length * 7
  context.font = font
  return context.measureText(words).width
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

function made(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  element.textContent = text
  return element
}
