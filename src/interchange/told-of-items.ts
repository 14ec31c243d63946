import type { Plan } from '../doc/plan.ts'
import { rowReader } from '../doc/score-rows.ts'
import type { Item } from '../model/item.ts'
import { methodsOf } from '../model/scoring/plan-methods.ts'

/** Why an item stands where it stands, in its people's words; '' where nobody said. */
export function placeWhy({ orderWhy, orderWhyAt }: Pick<Item, 'orderWhy' | 'orderWhyAt'>): string {
  if (orderWhy === '' || orderWhyAt === null) return orderWhy
  return `${orderWhy} (written when it stood at ${orderWhyAt})`
}

/** Reads an item's scores by every method that has one for it: "WSJF 12.5 · RICE 1200". */
export function scoresReader(plan: Plan): (item: Item) => string {
  const methods = methodsOf(plan.rows('formulas').values())
    .filter(({ ranks }) => ranks)
    .map((method) => ({ name: method.name, read: rowReader(plan, method) }))
  return (item) =>
    methods
      .flatMap(({ name, read }) => {
        const { outcome } = read(item)
        return outcome.is === 'score' ? [`${name} ${threeFigures(outcome.value)}`] : []
      })
      .join(' · ')
}

function threeFigures(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
}
