import { parseArgs } from 'node:util'
import { likeness, PAIRED_FROM, SIMILAR_FROM, type PairSigns } from '../../../src/state/similar/likeness.ts'
import { createSimilarIndex, type SimilarIndex, type SimilarText } from '../../../src/state/similar/similar-index.ts'
import { createWordReader } from '../../../src/state/similar/word-reader.ts'
import { table, type Measure } from '../measures.ts'
import { processorTime } from '../processor-time.ts'
import { generatePlan } from '../plan-generator.ts'
import { fitLikeness, type Example, type Weights } from './fit-likeness.ts'
import { itemsOf, labelledPairs, type LabelledPair } from './labelled-pairs.ts'

/**
 * Measures how well similar items are found, on pairs that were labelled by hand and not fitted to, and how fast (processor time). With
 * `--fit` it prints weights and a threshold for the other half of the pairs instead.
 */
export async function measureSimilar(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      fit: { type: 'boolean', default: false },
      misses: { type: 'boolean', default: false },
      items: { type: 'string', default: '10000' },
    },
  })
  await Promise.resolve()
  if (values.fit) return fit(values.misses)
  quality()
  speed(Number(values.items))
}

/** All items stand in it, as in a plan: how frequent words are is learnt without labels. */
function indexWith(pairs: readonly LabelledPair[]): SimilarIndex {
  const index = createSimilarIndex(createWordReader())
  index.put(itemsOf(pairs))
  return index
}

function quality(): void {
  const all = labelledPairs()
  const pairs = all.filter(({ half }) => half === 'measure')
  const index = indexWith(all)
  for (const from of [SIMILAR_FROM, PAIRED_FROM]) {
    say(`Pairs that nothing was fitted to, from likeness ${from}:`)
    for (const language of ['english', 'german', 'both'] as const) {
      const mine = pairs.filter((pair) => language === 'both' || pair.language === language)
      const { right, wrong, missed } = judge(index, mine, (signs) => likeness(signs, signs), from)
      const same = mine.filter((pair) => pair.same).length
      const others = reportedBesides(index, mine, from)
      say(
        `  ${language.padEnd(8)} ${same} pairs of one wish, ${mine.length - same} near misses: precision ${percent(right / (right + wrong))}, recall ${percent(right / (right + missed))}${language === 'both' ? '' : `; besides these ${others} of the other pairs of ${itemsOf(mine).length} items`}`,
      )
    }
  }
  for (const language of ['english', 'german'] as const) {
    const mine = pairs.filter((pair) => pair.same && pair.language === language)
    const places = mine.flatMap(({ one, other }) => [
      placeOf(index, one.id, other.id),
      placeOf(index, other.id, one.id),
    ])
    const within = (most: number): string => percent(places.filter((place) => place < most).length / places.length)
    say(
      `Asked without a threshold, ${language}: the other one comes first for ${within(1)}, among six for ${within(6)}`,
    )
  }
}

/** From 0; Infinity if it is not among those that are looked at. */
function placeOf(index: SimilarIndex, id: string, wanted: string): number {
  // The same wish stands in the file in the other language too.
  const language = id.split(' ')[0] ?? ''
  const hits = index.likeItem(id, 0, 60).filter((hit) => hit.id.startsWith(`${language} `))
  const place = hits.findIndex((hit) => hit.id === wanted)
  return place < 0 ? Infinity : place
}

type Likeness = (signs: PairSigns) => number

function judge(index: SimilarIndex, pairs: readonly LabelledPair[], like: Likeness, from: number) {
  let [right, wrong, missed] = [0, 0, 0]
  for (const { same, one, other } of pairs) {
    const signs = index.signsOf(one.id, other.id)
    const found = signs !== null && like(signs) >= from
    if (found && same) right++
    else if (found) wrong++
    else if (same) missed++
  }
  return { right, wrong, missed }
}

/** Pairs of these items that are reported and that nobody labelled. */
function reportedBesides(index: SimilarIndex, pairs: readonly LabelledPair[], from: number): number {
  const labelled = new Set(pairs.flatMap(({ one, other }) => [`${one.id}|${other.id}`, `${other.id}|${one.id}`]))
  const ids = new Set(itemsOf(pairs).map(({ id }) => id))
  let count = 0
  for (const id of ids)
    for (const hit of index.likeItem(id, from, 60))
      if (id < hit.id && ids.has(hit.id) && !labelled.has(`${id}|${hit.id}`)) count++
  return count
}

function fit(tells: boolean): void {
  const all = labelledPairs()
  const pairs = all.filter(({ half }) => half === 'fit')
  const index = indexWith(all)
  const examples = examplesOf(index, pairs)
  const weights = fitLikeness(examples)
  say(JSON.stringify(weights, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(2)) : value), 2))
  const like: Likeness = (signs) => likeness(signs, signs, weights)
  for (let from = 0.2; from < 0.95; from += 0.05) {
    const { right, wrong, missed } = judge(index, pairs, like, from)
    const besides = examples.filter(
      (example) => !example.same && example.weight === NEAREST && like(example.signs) >= from,
    ).length
    say(
      `from ${from.toFixed(2)}: precision ${percent(right / (right + wrong))}, recall ${percent(right / (right + missed))}, others ${besides}`,
    )
  }
  if (tells) tellMisses(index, pairs, weights)
}

/** Labelled pairs, and the nearest others of each item, which nobody labelled and which are not the same. */
function examplesOf(index: SimilarIndex, pairs: readonly LabelledPair[]): Example[] {
  const examples: Example[] = []
  const labelled = new Set(pairs.flatMap(({ one, other }) => [`${one.id}|${other.id}`, `${other.id}|${one.id}`]))
  for (const { same, one, other } of pairs) {
    const signs = index.signsOf(one.id, other.id)
    if (signs !== null) examples.push({ signs, same, weight: same ? 1 : NEAR_MISS })
  }
  const language = (id: string): string => id.split(' ')[0] ?? ''
  for (const { id } of itemsOf(pairs)) {
    const near = index
      .likeItem(id, 0, 5)
      .filter((hit) => language(hit.id) === language(id) && !labelled.has(`${id}|${hit.id}`))
    for (const hit of near) {
      const signs = index.signsOf(id, hit.id)
      if (signs !== null) examples.push({ signs, same: false, weight: NEAREST })
    }
  }
  const items = itemsOf(pairs)
  items.forEach((one, i) => {
    for (let step = 1; step <= 10; step++) {
      const other = items[(i + step * 7) % items.length] as SimilarText
      const signs = index.signsOf(one.id, other.id)
      if (signs !== null && !labelled.has(`${one.id}|${other.id}`))
        examples.push({ signs, same: false, weight: CHANCE })
    }
  })
  return examples
}
/** What an example counts in the fit: most of what is compared in a plan has nothing to do with each other. */
const NEAR_MISS = 0.5
const NEAREST = 0.1
const CHANCE = 0.1

function tellMisses(index: SimilarIndex, pairs: readonly LabelledPair[], weights: Weights): void {
  for (const { same, one, other } of pairs) {
    const signs = index.signsOf(one.id, other.id)
    const score = signs === null ? 0 : likeness(signs, signs, weights)
    if (same === score < 0.5) say(`${same ? 'missed' : 'wrong '} ${score.toFixed(2)} ${one.title} | ${other.title}`)
  }
}

const TYPED = [
  'Warn about double bookings of a berth',
  'Export the price list as a spreadsheet',
  'Season tickets on small phones',
]

function speed(items: number): void {
  const texts = generatedItems(items)
  const index = createSimilarIndex(createWordReader())
  const filling = processorTime(() => index.put(texts))
  const keys: number[] = []
  for (const title of TYPED)
    for (let end = 1; end <= title.length; end++)
      keys.push(processorTime(() => index.like(title.slice(0, end), '', null, SIMILAR_FROM, 6)))
  const edits = texts
    .slice(0, 200)
    .map((text) => processorTime(() => index.put([{ ...text, title: `${text.title} again` }])))
  const some = texts.slice(0, 500).map(({ id }) => processorTime(() => index.likeItem(id, SIMILAR_FROM, 8)))
  const row = (name: string, of: Measure['of'], target: number | null, samples: readonly number[]): Measure => ({
    name,
    items,
    of,
    target,
    samples,
    bare: null,
  })
  say(
    table([
      row('similar items, each letter typed (worker)', 'p95', 50, keys),
      row('similar items of one item (worker)', 'p95', 50, some),
      row('index filled (worker)', 'p50', null, [filling]),
      row('one edit taken in (worker)', 'p95', null, edits),
      row('all pairs of the plan', 'p50', 8_000, [
        processorTime(() => {
          for (const { id } of texts) index.likeItem(id, PAIRED_FROM, 8)
        }),
      ]),
    ]),
  )
}

function generatedItems(count: number): SimilarText[] {
  const { items } = JSON.parse(generatePlan(count, 1).json) as {
    items: { id: string; title: string; description: string }[]
  }
  return items.map(({ id, title, description }) => ({ id, title, text: description }))
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(0)} %` : '-'
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
