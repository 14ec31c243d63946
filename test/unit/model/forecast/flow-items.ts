import type { FlowItem } from '../../../../src/model/forecast/flow-item.ts'

let next = 0
/** An item that was started and finished on these days; open without them, in progress without the second. */
export function flowItem(started: number | null, finished: number | null, more: Partial<FlowItem> = {}): FlowItem {
  return {
    id: `item-${String(next++).padStart(5, '0')}`,
    stage: finished !== null ? 'done' : started !== null ? 'doing' : 'open',
    created: started ?? finished,
    started,
    finished,
    team: null,
    ...more,
  }
}
