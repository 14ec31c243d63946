import { raiseImpediment, resolveImpediment } from '../../commands/impediments.ts'
import { askQuestion } from '../../commands/questions.ts'
import { clarifyInSprint } from '../../commands/sprint-changes.ts'
import type { Sprint } from '../../model/sprint.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { usuallyAsked } from '../questions/who-answers.ts'
import type { CardLine } from './board.svelte.ts'

/** What a line asks and what becomes of the words. */
export interface LineWords {
  readonly label: string
  readonly keep: string
  readonly often?: readonly string[]
  readonly needed?: string
  readonly draftOf: string
  readonly onkeep: (words: string) => boolean
}

export function lineWords(plan: PlanState, sprint: Sprint, { what, item, impediment }: CardLine): LineWords {
  const draftOf = `${item === null ? `sprints/${sprint.id}` : `items/${item}`}/${what}`
  const said = { say: 'always' } as const
  if (what === 'resolve') {
    const id = impediment ?? ''
    return {
      label: `“${plan.row('impediments', id)?.words ?? 'This'}” is out of the way. What helped?`,
      keep: 'Out of the way',
      draftOf,
      onkeep: (how) => plan.run(resolveImpediment, { id, how }, said).ok,
    }
  }
  if (what === 'clarify')
    return {
      label: 'What became clearer?',
      keep: 'Keep it',
      often: ['Turned out trivial', 'Blocked by…'],
      needed: 'A few words are enough. They stand in the sprint’s diary for everybody.',
      draftOf,
      onkeep: (words) => plan.run(clarifyInSprint, { item: item ?? '', words }, said).ok,
    }
  if (what === 'ask')
    return {
      label: usuallyAsked(plan).role === 'po' ? 'Ask the Product Owner' : 'Ask the Developers',
      keep: 'Ask',
      needed: 'A question needs some words.',
      draftOf,
      onkeep: (text) => plan.run(askQuestion, { item: item ?? '', text, ...usuallyAsked(plan) }, said).ok,
    }
  return {
    label: item === null ? 'What is in the way of the whole team?' : 'What is in the way?',
    keep: 'Raise it',
    needed: 'Say in a few words what is in the way.',
    draftOf,
    onkeep: (words) => plan.run(raiseImpediment, { team: sprint.team, words, item, sprint: sprint.id }, said).ok,
  }
}
