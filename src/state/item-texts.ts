import type { Plan, PlanChanges } from '../doc/plan.ts'
import { fold, marked, pieceAround, type MarkedPart, type Needles } from './folded-words.ts'

/** What of an item is searched. */
export interface ItemTexts {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly labels: string
  /** Description, criteria, questions and comments, one after the other. */
  readonly text: string
}

export function textsOf(plan: Plan, id: string): ItemTexts | null {
  const item = plan.row('items', id)
  if (item === undefined || item.deleted !== null) return null
  return {
    id,
    key: item.key,
    title: item.title,
    labels: item.labels.join(' '),
    text: longTexts(plan, id)
      .map(({ text }) => text)
      .join('\n'),
  }
}

function longTexts(plan: Plan, id: string): { readonly where: PieceOf; readonly text: string }[] {
  const texts: { where: PieceOf; text: string }[] = []
  const description = plan.textOf('items', id, 'description')
  if (description !== '') texts.push({ where: 'description', text: description })
  for (const { text } of plan.partsOf('criteria', id)) texts.push({ where: 'criterion', text })
  for (const { text, answer } of plan.partsOf('questions', id))
    texts.push({ where: 'question', text: answer === '' ? text : `${text} ${answer}` })
  for (const { text } of plan.partsOf('comments', id)) texts.push({ where: 'comment', text })
  return texts
}

/** All that is searched of an item, folded, blanks as one. */
export function haystackOf({ key, title, labels, text }: ItemTexts): string {
  return fold(`${key} ${title} ${labels} ${text}`).replace(/\s+/g, ' ')
}

/** Items whose texts are other ones since a transaction. */
export function itemsWithOtherTexts(changed: PlanChanges): ReadonlySet<string> {
  const ids = new Set(changed.tables.get('items') ?? [])
  for (const table of ['criteria', 'questions', 'comments'] as const)
    for (const id of changed.parts.get(table) ?? []) ids.add(id)
  for (const path of changed.texts) {
    const [table, id, field] = path.split('/')
    if (table === 'items' && field === 'description' && id !== undefined) ids.add(id)
  }
  return ids
}

export type PieceOf = 'description' | 'criterion' | 'question' | 'comment'

/** Why an item was found: its title with the words marked, and a piece of what else holds a word that the title lacks. */
export interface WhyFound {
  readonly title: readonly MarkedPart[]
  readonly piece: { readonly where: PieceOf; readonly parts: readonly MarkedPart[] } | null
}

export function whyFound(plan: Plan, id: string, { wanted }: Needles): WhyFound | null {
  const item = plan.row('items', id)
  if (item === undefined || wanted.length === 0) return null
  const title = marked(item.title, wanted)
  const head = fold(`${item.key} ${item.title} ${item.labels.join(' ')}`)
  const others = wanted.filter((word) => !head.includes(word))
  if (others.length === 0) return { title, piece: null }
  for (const { where, text } of longTexts(plan, id)) {
    if (!others.some((word) => fold(text).includes(word))) continue
    const parts = pieceAround(text, others)
    if (parts.length > 0) return { title, piece: { where, parts } }
  }
  return { title, piece: null }
}
