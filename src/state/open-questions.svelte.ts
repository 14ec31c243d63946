import { SvelteMap } from 'svelte/reactivity'
import type { Plan } from '../doc/plan.ts'
import type { Comment } from '../model/item-parts.ts'
import { isOpenQuestion, type Question } from '../model/question.ts'

/** Something that was asked on an item: a question, or a comment that asks and of which none was made. */
export interface AskedThing {
  readonly id: string
  readonly item: string
  readonly text: string
  readonly by: string | null
  readonly byName: string
  readonly at: number
  /** Null for a comment. */
  readonly question: Question | null
}

export function asAsked(question: Question): AskedThing {
  const { id, item, text, by, byName, at } = question
  return { id, item, text, by, byName, at, question }
}

export function commentAsAsked({ id, item, text, by, byName, at }: Comment): AskedThing {
  return { id, item, text, by, byName, at, question: null }
}

/** Every open question of the plan, oldest first: one queue. Questions on items that were deleted wait with them. */
export interface OpenQuestions {
  readonly list: readonly AskedThing[]
  stop(): void
}

/** Comments are read once, and then again only those that a change touched. */
export function createOpenQuestions(plan: Plan): OpenQuestions {
  const open = new SvelteMap<string, AskedThing>()
  for (const question of plan.rows('questions').values()) takeQuestion(question)
  for (const comment of plan.rows('comments').values()) if (comment.asks === true) takeComment(comment)
  const stop = plan.onChange((changed) => {
    for (const id of changed.tables.get('comments') ?? []) takeComment(plan.row('comments', id))
    for (const id of changed.tables.get('questions') ?? []) {
      const question = plan.row('questions', id)
      if (question === undefined) open.delete(id)
      else takeQuestion(question)
      // The comment that it was made of is open again where the question went.
      if (question?.comment != null) takeComment(plan.row('comments', question.comment))
    }
    // Where an item went or came back, its questions go and come with it.
    for (const item of changed.tables.get('items') ?? []) {
      for (const question of plan.partsOf('questions', item)) takeQuestion(question)
      for (const comment of plan.partsOf('comments', item)) if (comment.asks === true) takeComment(comment)
    }
  })

  return {
    get list() {
      return [...open.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    },
    stop,
  }

  function takeQuestion(question: Question): void {
    put(question.id, isOpenQuestion(question) && isLive(question.item) ? asAsked(question) : null)
  }

  function takeComment(comment: Comment | undefined): void {
    if (comment === undefined) return
    const asks = comment.deleted === null && comment.asks === true && isLive(comment.item)
    const taken = asks && plan.partsOf('questions', comment.item).some((one) => one.comment === comment.id)
    put(comment.id, asks && !taken ? commentAsAsked(comment) : null)
  }

  function put(id: string, asked: AskedThing | null): void {
    if (asked === null) open.delete(id)
    else open.set(id, asked)
  }

  function isLive(item: string): boolean {
    return plan.row('items', item)?.deleted === null
  }
}
