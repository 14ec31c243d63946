import { putCard, showCard } from '../../src/commands/rounds.ts'
import { commitmentOf } from '../../src/model/commitment.ts'
import type { SealedCard } from '../../src/model/card.ts'
import { phaseOf } from '../../src/model/round.ts'
import type { CardSource } from '../../src/state/rounds.svelte.ts'
import type { InMemoryPlan } from './in-memory-plan.ts'

/** Somebody at a device of their own, with cards that only they know; shows them once they are turned. */
export interface VoterInMemory {
  put(round: string, face: string, reason?: string): void
  show(round: string): void
}

export function voterInMemory(plan: InMemoryPlan, name: string, role = 'developer'): VoterInMemory {
  const cards = new Map<string, SealedCard>()
  const author = { person: null, role, forTeam: null }
  const voter = name.replaceAll(/\W/g, '-')
  let salts = 0
  return {
    put(round, face, reason = '') {
      const sealed = { round, voter, face, reason, salt: (++salts).toString(16).padStart(32, '0') }
      cards.set(round, sealed)
      plan.must(putCard, { round, voter, name, commit: commitmentOf(sealed) }, author)
    },
    show(round) {
      const card = cards.get(round)
      if (card !== undefined) plan.must(showCard, card, author)
    },
  }
}

/** What the host of a window does for its own cards. */
export function cardsInMemory(plan: InMemoryPlan, name = 'Anna'): CardSource {
  const voter = 'here'
  let cards: SealedCard[] = []
  plan.plan.onChange(({ tables }) => {
    if (tables.has('rounds')) queueMicrotask(show)
  })
  return { own: () => Promise.resolve(own()), put }

  function own() {
    const put = new Set([...plan.plan.rows('cards').values()].map(({ commit }) => commit))
    return { voter, cards: cards.filter((card) => put.has(commitmentOf(card))) }
  }

  function put({ round, face, reason, author }: Parameters<CardSource['put']>[0]) {
    const card =
      face === null ? null : { round, voter, face, reason, salt: cards.length.toString(16).padStart(32, '0') }
    if (card !== null) cards = [...cards, card]
    const done = plan.run(putCard, { round, voter, name, commit: card && commitmentOf(card) }, author)
    return done.ok ? Promise.resolve(own()) : Promise.reject(new Error(done.error.message))
  }

  function show(): void {
    for (const card of cards) {
      const round = plan.plan.row('rounds', card.round)
      if (round === undefined || phaseOf(round) !== 'turned') continue
      if (round.turned.includes(`${voter} ${commitmentOf(card)}`))
        plan.run(showCard, card, { person: null, role: 'developer', forTeam: null })
    }
  }
}
