import { expect, test } from 'vitest'
import { wikiToMarkdown } from '../../../src/interchange/wiki-to-markdown.ts'

test.each([
  ['*bold* and _it_ and -gone- and +new+', '**bold** and *it* and ~~gone~~ and new'],
  ['{*}half{*}word', '**half**word'],
  ['h2. Why', '## Why'],
  ['* one\n** two\n# first\n## second', '- one\n  - two\n1. first\n   1. second'],
  [
    '[docs|https://x.y/a(1)] [https://a.b] [here|https://a.b|smart-link]',
    '[docs](https://x.y/a%281%29) <https://a.b> [here](https://a.b)',
  ],
  ['[~ada] !shot.png|thumbnail! [^plan.pdf]', '@ada (picture: shot.png) (attachment: plan.pdf)'],
  ['||a||b||\n|1|[x|http://q]|', '| a | b |\n| --- | --- |\n| 1 | [x](http://q) |'],
  ['{quote}\nsaid *this*\n{quote}', '> said **this**'],
  ['{panel:title=Mind}\nthe gap\n{panel}', '> **Mind**\n>\n> the gap'],
  ['{color:red}red{color} and {{a*b*c}}', 'red and `a*b*c`'],
  ['x-y-z 2-3 snake_case_name 3 * 4 * 5', 'x-y-z 2-3 snake_case_name 3 * 4 * 5'],
  ['----', '---'],
  ['bq. quoted', '> quoted'],
  ['see https://x.y/a_b_c and *https://x.y*', 'see https://x.y/a_b_c and **https://x.y**'],
])('Jira writes %j and Markdown reads %j', (wiki, markdown) => {
  expect(wikiToMarkdown(wiki)).toBe(markdown)
})

test('code is left exactly as it stands, in a block and in a line', () => {
  expect(wikiToMarkdown('{code:java|title=x}\nint *a = *b;\n* not a list\n{code}\nand {code}*b*{code}')).toBe(
    '```java\nint *a = *b;\n* not a list\n```\n\nand `*b*`',
  )
  expect(wikiToMarkdown('{noformat}\nh1. no heading\n{noformat}')).toBe('```\nh1. no heading\n```')
})

test('a macro that is never closed loses no words', () => {
  expect(wikiToMarkdown('{quote}\nto the end\nof the text')).toContain('of the text')
  expect(wikiToMarkdown('{code}\nto the end\nof the text')).toContain('of the text')
})

test('a long text of marks that match nothing takes no long time', () => {
  for (const mark of [
    '*a ',
    '_a ',
    '[a|',
    '{{a',
    '-a ',
    '+a ',
    '??a',
    '!a',
    '|a|',
    '[~a',
    '[http:',
    '{code:x',
    '||a\n',
    '{quote}\n',
    '{panel}\n',
  ]) {
    const start = performance.now()
    wikiToMarkdown(mark.repeat(20_000))
    expect(performance.now() - start, mark).toBeLessThan(5_000)
  }
})

test('a line longer than is read at once keeps every word', () => {
  const line = Array.from({ length: 900 }, (_, i) => (i % 50 === 0 ? `*w${i}*` : `w${i}`)).join(' ')
  expect(wikiToMarkdown(line).replaceAll('*', '')).toBe(line.replaceAll('*', ''))
})
