import { expect, test } from 'vitest'
import { attachmentName, fileNameFor, sizeWords } from '../../../src/model/attachment.ts'
import { fileKindOf, isShowable } from '../../../src/model/file-kind.ts'

const text = (words: string) => new TextEncoder().encode(words)

test('a name like ../../x, con, 300 letters or one that turns its direction is a plain name, and a safe file', () => {
  expect(attachmentName('../../x')).toBe('x')
  expect(attachmentName('C:\\Users\\ada\\plan.pdf')).toBe('plan.pdf')
  expect(attachmentName('..')).toBe('file')
  expect(attachmentName(' \u0000\n ')).toBe('file')
  expect(attachmentName('invoice\u202egpj.exe')).toBe('invoicegpj.exe')
  const long = attachmentName(`${'x'.repeat(300)}.png`)
  expect([...long].length).toBe(200)
  expect(long.endsWith('….png')).toBe(true)
  expect(attachmentName('Überblick März 🚢.png')).toBe('Überblick März 🚢.png')

  for (const device of ['con', 'NUL', 'com1', 'lpt9.txt', 'aux.tar.gz']) expect(fileNameFor(device)).toBe(`_${device}`)
  expect(fileNameFor('a:b*c?.txt')).toBe('a_b_c_.txt')
  expect(fileNameFor('.bashrc')).toBe('bashrc')
  expect(fileNameFor('ends. . .')).toBe('ends')
  expect(fileNameFor('...')).toBe('file')
  expect(new TextEncoder().encode(fileNameFor(`${'漢'.repeat(300)}.png`)).length).toBeLessThanOrEqual(120)
  expect(fileNameFor(`${'漢'.repeat(300)}.png`).endsWith('.png')).toBe(true)
})

test('types come from the bytes and not from a name: an SVG or a page is never a picture', () => {
  for (const words of [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    '<!doctype html><p>',
    '<?xml?>',
  ])
    expect(fileKindOf(text(words))).toEqual({ type: 'text/plain', picture: null })
  expect(fileKindOf(new Uint8Array())).toEqual({ type: 'application/octet-stream', picture: null })
  expect(fileKindOf(text('%PDF-1.7')).type).toBe('application/pdf')
  expect(fileKindOf(Uint8Array.of(0x50, 0x4b, 3, 4)).type).toBe('application/zip')
  expect(fileKindOf(Uint8Array.of(0, 1, 2)).type).toBe('application/octet-stream')
})

test('pictures say their size, and one that claims to be larger than the memory is not shown', () => {
  const png = (width: number, height: number): Uint8Array => {
    const bytes = new Uint8Array(33)
    bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    new DataView(bytes.buffer).setUint32(16, width)
    new DataView(bytes.buffer).setUint32(20, height)
    return bytes
  }
  expect(fileKindOf(png(640, 480))).toEqual({ type: 'image/png', picture: { width: 640, height: 480 } })
  expect(isShowable(fileKindOf(png(640, 480)))).toBe(true)
  expect(isShowable(fileKindOf(png(65_000, 65_000)))).toBe(false)
  expect(isShowable(fileKindOf(png(0, 10)))).toBe(false)
  expect(isShowable(fileKindOf(png(640, 480).subarray(0, 12)))).toBe(false)
  const gif = Uint8Array.of(...text('GIF89a'), 0x40, 0x01, 0xf0, 0x00)
  expect(fileKindOf(gif).picture).toEqual({ width: 320, height: 240 })
  // A thumbnail's block comes before the frame.
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 100, 0, 200, 3, 1, 1)
  expect(fileKindOf(jpeg)).toEqual({ type: 'image/jpeg', picture: { width: 200, height: 100 } })
  expect(fileKindOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)).picture).toBeNull()
  const webp = new Uint8Array(30)
  webp.set(text('RIFF'))
  webp.set(text('WEBPVP8X'), 8)
  webp.set([63, 0, 0, 31, 0, 0], 24)
  expect(fileKindOf(webp).picture).toEqual({ width: 64, height: 32 })
})

test('sizes read as people say them', () => {
  expect([0, 1, 999, 12_345, 1_000_000, 3_440_000, 52_000_000, 2e9].map(sizeWords)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '12 kB',
    '1 MB',
    '3.4 MB',
    '52 MB',
    '2 GB',
  ])
})
