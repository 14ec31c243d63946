import { expect, test } from 'vitest'
import { pictureOf, pngFile, svgFile } from '../../../src/ui/kit/picture.ts'
import '../../../src/ui/theme/fonts.css'
import '../../../src/ui/theme/tokens.css'

test('a chart becomes a picture that needs nothing of the page: its title, date and legend, plain colours, its fonts', async () => {
  document.body.innerHTML = `<div><svg width="200" height="100" style="font: var(--t-label); background: var(--sheet)">
    <text class="label" id="a" tabindex="0" x="4" y="20" style="fill: var(--ink); font-family: var(--serif)">Quick wins</text></svg></div>`
  const svg = document.querySelector('svg') as SVGSVGElement
  const picture = await pictureOf(svg, {
    title: 'Value and effort',
    about: 'Harbour, 21 November 2026',
    legend: [{ words: 'Estimate 10', colour: 'var(--chart-1)', radius: 8 }, { words: '40 items' }],
  })
  const text = await svgFile(picture).text()
  for (const words of ['Value and effort', 'Harbour, 21 November 2026', 'Estimate 10', '40 items', 'Quick wins'])
    expect(text).toContain(`>${words}<`)
  expect(text).not.toMatch(/oklch|var\(|tabindex|id="a"/)
  expect(
    [...text.matchAll(/@font-face\{font-family:"?([^";]+).*?data:font\/woff2/g)].map(([, family]) => family),
  ).toEqual(['Inter Variable', 'Source Serif 4 Variable'])
  const png = await pngFile(picture)
  expect(png?.type).toBe('image/png')
  const drawn = await createImageBitmap(png as Blob)
  expect([drawn.width, drawn.height]).toEqual([
    picture.width.baseVal.value * 2,
    Math.round(picture.height.baseVal.value * 2),
  ])
})

test('a title that is wider than its picture is broken into lines, and the chart stands lower for it', async () => {
  document.body.innerHTML = '<svg width="200" height="100" style="font: var(--t-label)"></svg>'
  const svg = document.querySelector('svg') as SVGSVGElement
  const of = (title: string) => pictureOf(svg, { title, about: 'Harbour', legend: [] })
  const [short, long] = [await of('Throughput'), await of('Throughput. 45 items were finished in 86 days.')]
  const lines = [...long.querySelectorAll('text')].map(({ textContent }) => textContent)
  expect(lines.slice(0, -1).join(' ')).toBe('Throughput. 45 items were finished in 86 days.')
  expect(lines.length).toBeGreaterThan(2)
  expect(long.height.baseVal.value).toBeGreaterThan(short.height.baseVal.value)
})
