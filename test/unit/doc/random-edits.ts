import { addComment } from '../../../src/commands/comments.ts'
import { createItem, createItems } from '../../../src/commands/create-item.ts'
import { addCriterion, deleteCriterion, editCriterion, moveCriterion } from '../../../src/commands/criteria.ts'
import { deleteItems, parkItems, restoreItems } from '../../../src/commands/delete-item.ts'
import { editItem, setDescription, setLabel } from '../../../src/commands/edit-item.ts'
import { createEpic, editEpic } from '../../../src/commands/epics.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { addLink } from '../../../src/commands/links.ts'
import { moveItem, moveItems } from '../../../src/commands/move-item.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import { renamePlan } from '../../../src/commands/plan-facts.ts'
import { addTask } from '../../../src/commands/tasks.ts'
import type { InMemoryPlan } from '../../support/in-memory-plan.ts'

export const KINDS_OF_EDIT = [
  'create',
  'paste',
  'title',
  'label',
  'move',
  'moveMany',
  'delete',
  'restore',
  'park',
  'stage',
  'criterion',
  'criterion-edit',
  'criterion-move',
  'criterion-delete',
  'link',
  'comment',
  'task',
  'epic',
  'epic-goal',
  'type',
  'describe',
  'rename',
] as const
export type KindOfEdit = (typeof KINDS_OF_EDIT)[number]

/** One edit of a kind, with all choices drawn from `number`. Some find nothing to work on and do nothing. */
export function editAtRandom(at: InMemoryPlan, kind: KindOfEdit, number: number): void {
  const { plan } = at
  const of = <T>(list: readonly T[], shift = 0): T | undefined => list[(number >>> shift) % Math.max(1, list.length)]
  const live = [...plan.rows('items').values()]
    .filter((item) => item.deleted === null)
    .map((item) => item.id)
    .sort()
  const item = of(live)
  const other = number % 5 === 0 ? null : (of(plan.order.ids, 3) ?? null)
  const epics = [...plan.rows('epics').keys()].sort()
  const criteria = [...plan.rows('criteria').values()]
    .filter((row) => row.deleted === null)
    .map((row) => row.id)
    .sort()
  if (kind === 'create') at.run(createItem, { title: `Item ${number}`, after: other })
  else if (kind === 'paste')
    at.run(createItems, { titles: ['one', 'two', 'three'].map((word) => `${word} ${number}`), after: other })
  else if (kind === 'rename') at.run(renamePlan, { name: `Plan ${number}` })
  else if (kind === 'epic') {
    const goal = at.run(createGoal, { title: `Goal ${number}` })
    at.run(createEpic, { title: `Epic ${number}`, goal: goal.ok ? goal.value.value : null })
  } else if (kind === 'epic-goal' && epics.length > 0)
    at.run(editEpic, {
      id: of(epics) as string,
      goal: number % 2 === 0 ? null : ([...plan.rows('goals').keys()].sort()[0] ?? null),
    })
  else if (kind === 'restore')
    at.run(restoreItems, {
      ids: [...plan.rows('items').values()]
        .filter((row) => row.deleted !== null)
        .map((row) => row.id)
        .sort()
        .slice(0, 2),
    })
  else if (kind === 'criterion-edit' && criteria.length > 0)
    at.run(editCriterion, { id: of(criteria) as string, text: `Text ${number}` })
  else if (kind === 'criterion-delete' && criteria.length > 0) at.run(deleteCriterion, { id: of(criteria) as string })
  else if (kind === 'criterion-move' && criteria.length > 0) {
    const id = of(criteria) as string
    const list = plan.partsOf('criteria', plan.row('criteria', id)?.item ?? '').filter((row) => row.id !== id)
    at.run(moveCriterion, { id, after: of(list)?.id ?? null })
  }
  if (item === undefined) return
  if (kind === 'title') at.run(editItem, { id: item, field: 'title', value: `Title ${number}` })
  else if (kind === 'label')
    at.run(setLabel, { ids: live.slice(0, 1 + (number % 4)), label: `l${number % 3}`, on: number % 2 === 0 })
  else if (kind === 'move') at.run(moveItem, { id: item, after: other })
  else if (kind === 'moveMany') at.run(moveItems, { ids: live.filter((_, i) => (number >> i) % 2 === 1), after: other })
  else if (kind === 'delete') at.run(deleteItems, { ids: [item], why: 'not now' })
  else if (kind === 'park') at.run(parkItems, { ids: [item], parked: number % 2 === 0 })
  else if (kind === 'stage') at.run(setStage, { item, stage: of(['open', 'done', 'dropped']) as string })
  else if (kind === 'criterion')
    for (const word of ['first', 'second'])
      at.run(addCriterion, {
        item: live[number % Math.min(2, live.length)] as string,
        text: `${word} ${number}`,
        after: number % 3 === 0 ? null : undefined,
      })
  else if (kind === 'link') at.run(addLink, { from: item, to: of(live, 5) as string, type: 'blocks' })
  else if (kind === 'comment') at.run(addComment, { item, text: `Says ${number}` })
  else if (kind === 'task') at.run(addTask, { item, text: `Task ${number}` }, at.as('developer'))
  else if (kind === 'epic') at.run(editItem, { id: item, field: 'epic', value: of(epics) ?? null })
  else if (kind === 'describe') at.run(setDescription, { id: item, value: `Words ${number}` })
  else if (kind === 'type') {
    at.writer.typing({
      author: at.author,
      change: `typing-${number}`,
      entry: { name: 'text.type', record: `items/${item}`, field: 'description', from: 0, to: null, why: '' },
    })
    plan.text('items', item, 'description')?.insert(0, `typed ${number} `)
  }
}
