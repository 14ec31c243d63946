import { fold } from '../../state/backlog-filter.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { Choice } from '../kit/choice.ts'

const MOST = 40

/** Items to point to, by rank, key or words of the title, in the order. A number alone is a rank first. */
export function findItems(state: PlanState, text: string, except: readonly string[] = []): Choice[] {
  const { plan } = state
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  const left = new Set(except)
  const found: Choice[] = []
  const add = (id: string | undefined): void => {
    const item = id === undefined ? undefined : plan.row('items', id)
    if (item === undefined || left.has(item.id)) return
    left.add(item.id)
    found.push({
      id: item.id,
      name: item.title,
      kind: item.kind,
      hint: plan.open.positionOf(item.id) < 0 ? item.key : String(plan.rankOf(item.id)),
    })
  }
  const rank = /^\d+$/.test(text.trim()) ? Number(text.trim()) : 0
  if (rank > 0) add(plan.open.ids[rank - 1])
  if (text.trim() !== '') add(plan.itemWithKey(text.trim()))
  for (const id of words.length === 0 ? plan.open.ids : plan.live.ids) {
    if (found.length >= MOST) break
    const item = plan.row('items', id)
    if (item === undefined) continue
    const name = words.length === 0 ? '' : fold(`${item.key} ${item.title}`)
    if (words.every((word) => name.includes(word))) add(id)
  }
  return found
}
