import { ok } from '../model/result.ts'
import { requestAsDescription } from '../model/request-words.ts'
import type { Command } from './command.ts'
import { createItem, type NoPlace } from './create-item.ts'
import { answersRequests } from './policy.ts'
import { edit, liveRow, noTitle, oneLine, type BadId, type BadValue, type Missing } from './record-edits.ts'
import { answerRequest } from './requests.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface AcceptRequest {
  readonly id: string
  readonly why: string
  /** As the item is called; left out: as the request is. */
  readonly title?: string | undefined
}

/**
 * Yes to a request: an item is made of it at the end of the order, where a Product Owner then ranks it like all others. Answers
 * the item's id.
 */
export const acceptRequest: Command<AcceptRequest, Missing | BadValue | BadId | NoPlace | WrongState, string> = {
  name: 'request.accept',
  allowed: (ctx) => answersRequests(ctx, undefined),
  run(ctx, { id, why, title }) {
    const request = liveRow(ctx, 'requests', id)
    if (!request.ok) return request
    const { item: before } = request.value
    if (before !== null && ctx.plan.row('items', before)?.deleted === null)
      return wrongState('There is an item of this request already. Answer yes, and rank that one.')
    const called = oneLine(title ?? request.value.title)
    if (called === null) return noTitle('An item')
    const answered = answerRequest.run(ctx, { id, answer: 'yes', why, againOn: null })
    if (!answered.ok) return answered
    const made = createItem.run(ctx, { title: called, description: requestAsDescription(request.value) })
    if (!made.ok) return made
    edit(ctx, 'requests', request.value, 'item', made.value)
    return ok(made.value)
  },
}
