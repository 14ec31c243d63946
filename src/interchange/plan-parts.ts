import { keysBetween } from '../doc/order-keys.ts'
import type { ImportedItem } from './imported-plan.ts'
import { fitText } from './limits.ts'
import type { RowsContext } from './plan-rows.ts'
import type { PlannedWrite } from './planned-import.ts'
import { textDigest } from './text-digest.ts'

type Base = Readonly<Record<string, unknown>> | null
interface Planned {
  readonly writes: PlannedWrite[]
}

/**
 * Criteria are told apart by their words. What the file added is added, what it dropped since the last time goes,
 * what was changed or deleted here stays so.
 */
export function planCriteria(ctx: RowsContext, item: ImportedItem, id: string, base: Base): Planned {
  const writes: PlannedWrite[] = []
  if (item.criteria === null) return { writes }
  const ours = ctx.reading.criteriaOf(id)
  const was = new Set(Array.isArray(base?.['criteria']) ? (base['criteria'] as string[]) : [])
  const theirs = item.criteria.map((c) => ({
    ...c,
    text: fitText(c.text, { row: item.row, column: 'criteria' }, ctx.report.problems),
  }))
  const fresh = theirs.filter(({ text }) => !ours.some((c) => c.text === text) && !was.has(textDigest(text)))
  const keys = keysAfter(ours, fresh.length, ctx)
  fresh.forEach(({ text, met }, i) =>
    writes.push({
      op: 'create',
      table: 'criteria',
      id: ctx.newId(),
      fields: { item: id, text, met, rank: keys[i] },
      texts: {},
    }),
  )
  for (const criterion of ours) {
    const gone =
      criterion.deleted === null &&
      was.has(textDigest(criterion.text)) &&
      !theirs.some(({ text }) => text === criterion.text)
    if (gone)
      writes.push({
        op: 'set',
        table: 'criteria',
        id: criterion.id,
        field: 'deleted',
        value: { by: ctx.choices.person, at: ctx.choices.now, why: 'No longer in the imported file' },
      })
  }
  return { writes }
}

/** Tasks are found by their key in the source, else by their words. One that is missing from the file is left alone. */
export function planTasks(ctx: RowsContext, item: ImportedItem, id: string, base: Base): Planned {
  const writes: PlannedWrite[] = []
  if (item.tasks.length === 0) return { writes }
  const ours = ctx.reading.tasksOf(id)
  const was = (base?.['tasks'] ?? {}) as Readonly<Record<string, readonly [text: string, done: boolean] | undefined>>
  const fresh: { key: string; text: string; done: boolean }[] = []
  for (const task of item.tasks) {
    const text = fitText(task.text, { row: item.row, column: 'tasks' }, ctx.report.problems)
    const known = ours.find((t) =>
      task.key === '' ? t.text === text : t.source?.system === ctx.imported.system && t.source.key === task.key,
    )
    const last = was[task.key === '' ? `:${textDigest(text)}` : task.key]
    if (!known) {
      if (last === undefined && (task.key === '' || !ctx.knowsTask(task.key))) fresh.push({ ...task, text })
    } else if (known.deleted === null && last) {
      if (textDigest(text) !== last[0] && textDigest(known.text) === last[0])
        writes.push({ op: 'set', table: 'tasks', id: known.id, field: 'text', value: text })
      if (task.done !== last[1] && known.done === last[1])
        writes.push({ op: 'set', table: 'tasks', id: known.id, field: 'done', value: task.done })
    }
  }
  const keys = keysAfter(ours, fresh.length, ctx)
  fresh.forEach(({ key, text, done }, i) =>
    writes.push({
      op: 'create',
      table: 'tasks',
      id: ctx.newId(),
      texts: {},
      fields: { item: id, text, done, rank: keys[i], source: key === '' ? null : { system: ctx.imported.system, key } },
    }),
  )
  return { writes }
}

/** Comments are only ever added: what somebody said is not said otherwise by a file. */
export function planComments(ctx: RowsContext, item: ImportedItem, id: string): Planned {
  const ours = ctx.reading.commentsOf(id)
  const keys = new Set(ours.flatMap((c) => (c.source ? [c.source.key] : [])))
  const words = new Set(ours.map((c) => wordsOf(c.at, ctx.reading.authorOf(c), c.text)))
  return {
    writes: item.comments.flatMap((comment): PlannedWrite[] => {
      const text = fitText(comment.text, { row: item.row, column: 'comments' }, ctx.report.problems)
      if (text.trim() === '' || keys.has(comment.key) || words.has(wordsOf(comment.at, comment.byName, text))) return []
      keys.add(comment.key)
      return [
        {
          op: 'create',
          table: 'comments',
          id: ctx.newId(),
          texts: {},
          fields: {
            item: id,
            at: comment.at,
            byName: comment.byName,
            text,
            source: { system: ctx.imported.system, key: comment.key },
          },
        },
      ]
    }),
  }
}

/** A link that stands here already, or was deleted here, is not made again. Links that point out of the plan keep their words. */
export function planLinks(ctx: RowsContext, item: ImportedItem, id: string): Planned {
  const writes: PlannedWrite[] = []
  for (const link of item.links) {
    const other = ctx.itemOf(link.to)
    if (other === id) continue
    const [from, to] = link.inward && other !== null ? [other, id] : [id, other]
    // A link begins at an item of the plan, so what blocks it from outside can only be named.
    const type = link.inward && other === null ? 'relates' : link.type
    const outside =
      other !== null ? '' : link.inward && link.type !== 'relates' ? `${link.to} (${link.type} this)` : link.to
    const name = linkName(type, from, to, outside)
    if (ctx.linkNames.has(name)) continue
    ctx.linkNames.add(name)
    writes.push({ op: 'create', table: 'links', id: ctx.newId(), fields: { from, to, outside, type }, texts: {} })
  }
  return { writes }
}

/** What makes two links the same one. */
export function linkName(type: string, from: string, to: string | null, outside: string): string {
  const ends = type === 'relates' && to !== null ? [from, to].sort() : [from, to ?? '']
  return [type, ...ends, outside].join('\u0000')
}

function wordsOf(at: number, byName: string, text: string): string {
  return `${Math.floor(at / 60_000)}\u0000${byName}\u0000${text.trim()}`
}

function keysAfter(ours: readonly { readonly rank: string }[], count: number, ctx: RowsContext): string[] {
  const last = ours.at(-1)?.rank ?? ''
  return (
    keysBetween(last === '' ? null : last, null, count, ctx.choices.random) ??
    keysBetween(null, null, count, ctx.choices.random) ??
    []
  )
}
