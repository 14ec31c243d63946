import * as v from 'valibot'
import type { ImportColumn, ImportProblem } from '../model/import-report.ts'
import { fail, ok, type Result } from '../model/result.ts'
import {
  MAX_ITEMS,
  type ImportedComment,
  type ImportedItem,
  type ImportedPlan,
  type ImportedTask,
} from './imported-plan.ts'
import { stageOfWord } from './words-of-trackers.ts'

const SYSTEM = 'trello'
/** Trello exports about this many actions, the newest; a board with as many may have lost older comments. */
const ACTIONS_AT_MOST = 1000

const text = v.nullish(v.string(), '')
const flag = v.nullish(v.boolean(), false)
const place = v.nullish(v.number(), 0)
const list = <S extends v.GenericSchema>(of: S) => v.nullish(v.array(of), [])

const Card = v.object({
  id: v.string(),
  idShort: v.nullish(v.number()),
  idList: text,
  name: text,
  desc: text,
  closed: flag,
  due: v.nullish(v.string()),
  dueComplete: flag,
  pos: place,
  idMembers: list(v.string()),
  labels: list(v.object({ name: text, color: v.nullish(v.string()) })),
  shortUrl: text,
  attachments: list(v.object({ name: text, url: text })),
})
const Board = v.object({
  name: text,
  lists: v.array(v.object({ id: v.string(), name: text, closed: flag, pos: place })),
  cards: v.array(v.unknown()),
  checklists: list(
    v.object({
      id: v.string(),
      idCard: v.nullish(v.string()),
      name: text,
      pos: place,
      checkItems: list(v.object({ id: text, name: text, state: text, pos: place })),
    }),
  ),
  members: list(v.object({ id: v.string(), fullName: text, username: text })),
  actions: list(
    v.object({
      id: text,
      type: text,
      date: text,
      memberCreator: v.nullish(v.object({ fullName: text, username: text })),
      data: v.nullish(
        v.object({ text: v.nullish(v.string()), card: v.nullish(v.object({ id: v.nullish(v.string()) })) }),
      ),
    }),
  ),
})

/**
 * A Trello board: its lists from left to right, in each its cards from top to bottom, make the one order. Checklists
 * that speak of acceptance or done become criteria, all others tasks. Archived cards and cards of archived lists are parked.
 */
export function readTrelloJson(json: unknown, fileName: string): Result<ImportedPlan> {
  const parsed = v.safeParse(Board, json)
  if (!parsed.success)
    return fail({
      type: 'not-what-it-claims',
      message: `This Trello board cannot be read: ${v.getDotPath(parsed.issues[0]) ?? 'the file'} is not as Trello writes it. Nothing was imported.`,
    })
  const board = parsed.output
  if (board.cards.length > MAX_ITEMS)
    return fail({
      type: 'too-many-rows',
      message: `The board has ${board.cards.length} cards, one import takes ${MAX_ITEMS}. Copy the open lists to a new board and export that.`,
    })
  const problems: ImportProblem[] = []
  const lists = new Map(board.lists.map((l) => [l.id, l]))
  const members = new Map(board.members.map((m) => [m.id, m.fullName || m.username]))
  const comments = commentsByCard(board.actions)
  const checklists = new Map<string, (typeof board.checklists)[number][]>()
  for (const checklist of board.checklists)
    if (checklist.idCard) checklists.set(checklist.idCard, [...(checklists.get(checklist.idCard) ?? []), checklist])

  const cards = board.cards.flatMap((raw, i) => {
    const card = v.safeParse(Card, raw)
    if (card.success) return [{ ...card.output, row: i + 1 }]
    problems.push({
      row: i + 1,
      column: v.getDotPath(card.issues[0]) ?? '',
      value: '',
      why: 'This card is not as Trello writes it and was left out.',
    })
    return []
  })
  const at = (id: string) => lists.get(id)?.pos ?? Number.MAX_VALUE
  cards.sort((a, b) => at(a.idList) - at(b.idList) || a.pos - b.pos || a.row - b.row)

  const items = cards.map((card): ImportedItem => {
    const from = lists.get(card.idList)
    const own = (checklists.get(card.id) ?? []).sort((a, b) => a.pos - b.pos)
    const [criteria, tasks] = [own.filter((c) => isCriteria(c.name)), own.filter((c) => !isCriteria(c.name))]
    const title = card.name.trim().replace(/\s+/g, ' ')
    if (title === '')
      problems.push({
        row: card.row,
        column: 'name',
        value: '',
        why: 'This card has no name; its number stands in for it.',
      })
    const key = typeof card.idShort === 'number' ? `T-${card.idShort}` : ''
    const imported: Record<string, string> = {
      ...(from && { List: from.name }),
      ...(card.due && { Due: card.due.slice(0, 10) + (card.dueComplete ? ', complete' : '') }),
      ...(card.shortUrl && { Link: card.shortUrl }),
      ...(card.attachments.length > 0 && {
        Attachments: card.attachments.map((a) => `${a.name} ${a.url}`.trim()).join('\n'),
      }),
    }
    return {
      row: card.row,
      ref: card.id,
      source: { system: SYSTEM, key: card.id },
      id: null,
      key,
      fields: {
        title: title === '' ? key || card.id : title,
        kind: 'feature',
        stage: stageOfWord(from?.name ?? '') ?? 'open',
        description: card.desc.replace(/\r\n?/g, '\n').trim(),
        parked: card.closed || from?.closed === true,
        labels: [
          ...new Set(
            card.labels
              .map((l) => l.name.trim() || (l.color ?? '').replace(/_(dark|light)$/, ''))
              .filter((l) => l !== ''),
          ),
        ],
      },
      epic: null,
      criteria: criteria.flatMap((c) =>
        inOrder(c.checkItems).map((i) => ({ text: i.name.trim(), met: i.state === 'complete' })),
      ),
      tasks: tasks.flatMap((c) =>
        inOrder(c.checkItems).map((i): ImportedTask => ({
          key: i.id || `${c.id}/${i.name}`,
          text: tasks.length > 1 ? `${c.name}: ${i.name.trim()}` : i.name.trim(),
          done: i.state === 'complete',
        })),
      ),
      comments: comments.get(card.id) ?? [],
      links: [],
      imported,
      assignedTo: card.idMembers
        .map((id) => members.get(id) ?? '')
        .filter((n) => n !== '')
        .join(', '),
    }
  })
  const notes = [
    ...(board.actions.length >= ACTIONS_AT_MOST
      ? [`Trello exports about ${ACTIONS_AT_MOST} actions; older comments may be missing in the file.`]
      : []),
    ...(items.some((item) => item.fields.parked)
      ? [`${items.filter((item) => item.fields.parked).length} archived cards are parked, at their place in the order.`]
      : []),
    ...(items.some((item) => item.assignedTo !== '')
      ? ['Members are kept as "Was assigned to": in Ordinal nobody assigns, Developers pull.']
      : []),
    ...(board.checklists.some((c) => !c.idCard) ? ['Checklists that name no card were left out.'] : []),
  ]
  return ok({
    format: 'trello-json',
    system: SYSTEM,
    name: board.name.trim() || fileName,
    rows: items.length,
    epics: [],
    items,
    columns: columnsOf(items),
    problems,
    notes,
    needsMapping: false,
    whole: null,
  })
}

function inOrder<T extends { readonly pos: number; readonly name: string }>(list: readonly T[]): T[] {
  return list.filter((entry) => entry.name.trim() !== '').sort((a, b) => a.pos - b.pos)
}

function isCriteria(name: string): boolean {
  return /accept|criteri|definition of done|\bdone\b|akzeptanz|abnahme/i.test(name)
}

function commentsByCard(actions: v.InferOutput<typeof Board>['actions']): Map<string, ImportedComment[]> {
  const byCard = new Map<string, ImportedComment[]>()
  for (const action of actions) {
    const card = action.data?.card?.id
    if (action.type !== 'commentCard' || !card || !action.data?.text) continue
    const at = Date.parse(action.date)
    const comment = {
      key: action.id || `${card}/${action.date}`,
      at: Number.isNaN(at) ? 0 : at,
      text: action.data.text,
      byName: action.memberCreator?.fullName || action.memberCreator?.username || '',
    }
    byCard.set(card, [...(byCard.get(card) ?? []), comment])
  }
  for (const list of byCard.values()) list.sort((a, b) => a.at - b.at)
  return byCard
}

/** A board has no columns; the report names its kinds of content instead, so that a person sees where each goes. */
function columnsOf(items: readonly ImportedItem[]): ImportColumn[] {
  const column = (index: number, name: string, field: string, values: readonly string[]): ImportColumn => ({
    index,
    name,
    field,
    samples: values
      .filter((value) => value !== '')
      .slice(0, 3)
      .map((value) => value.slice(0, 120)),
  })
  const texts = [...new Set(items.flatMap((item) => Object.keys(item.imported)))]
  const named: [string, string, (item: ImportedItem) => string][] = [
    ['name', 'title', (i) => i.fields.title ?? ''],
    ['desc', 'description', (i) => i.fields.description ?? ''],
    ['list', 'stage', (i) => i.imported['List'] ?? ''],
    ['labels', 'labels', (i) => (i.fields.labels ?? []).join(', ')],
    ['checklists (acceptance)', 'criteria', (i) => i.criteria?.[0]?.text ?? ''],
    ['checklists', 'tasks', (i) => i.tasks[0]?.text ?? ''],
    ['comments', 'comments', (i) => i.comments[0]?.text ?? ''],
    ['members', 'assigned', (i) => i.assignedTo],
    ...texts.map((name): [string, string, (item: ImportedItem) => string] => [
      name,
      'text',
      (i) => i.imported[name] ?? '',
    ]),
  ]
  return named.map(([name, field, read], index) => column(index, name, field, firstThree(items, read)))
}

function firstThree(items: readonly ImportedItem[], read: (item: ImportedItem) => string): string[] {
  const found: string[] = []
  for (const item of items) {
    const value = read(item)
    if (value !== '') found.push(value)
    if (found.length === 3) break
  }
  return found
}
