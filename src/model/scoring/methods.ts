import { CD3 } from './cd3.ts'
import { ICE } from './ice.ts'
import type { Method } from './method.ts'
import { MOSCOW } from './moscow.ts'
import { OPPORTUNITY } from './opportunity.ts'
import { RICE } from './rice.ts'
import { VALUE_EFFORT } from './value-effort.ts'
import { WSJF } from './wsjf.ts'

/** The field's own methods, in the order in which they are offered. Kano asks people instead: see kano.ts. */
export const STANDARD_METHODS: readonly Method[] = [VALUE_EFFORT, WSJF, CD3, RICE, ICE, OPPORTUNITY, MOSCOW]

export function standardMethod(id: string): Method | undefined {
  return STANDARD_METHODS.find((method) => method.id === id)
}
