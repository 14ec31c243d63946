import { commitmentOf } from '../model/commitment.ts'
import { setField, setMember } from '../doc/write.ts'
import { isCommitment, LONGEST_REASON } from '../model/card.ts'
import { cardNumber } from '../model/decks.ts'
import { createId } from '../model/id.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { outcomeOf } from '../model/round-outcome.ts'
import { listing, phaseOf, takesCards, type Round } from '../model/round.ts'
import { begin, beginRounds, wrongPhase, type StartRound, type WrongPhase } from './begin-rounds.ts'
import type { Command, CommandContext } from './command.ts'
import { checkItemValue, type TooMany } from './item-values.ts'
import { estimates, leadsRound, scoresItems, startsRounds, votesInRound } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  edit,
  liveRow,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { writeSettledScore } from './scoring-rounds.ts'

/** Asks for cards. Answers the rounds' ids, in the order of the items. */
export const startRound: Command<StartRound, Missing | BadValue | BadId | WrongPhase, readonly string[]> = {
  name: 'round.start',
  allowed: (ctx) => startsRounds(ctx, undefined),
  run: (ctx, args) => beginRounds(ctx, [args]),
}

export interface PutCard {
  readonly round: string
  /** The device or the guest. */
  readonly voter: string
  readonly name: string
  /** Of the sealed card; null takes the card back. */
  readonly commit: string | null
}

/** Lays a card face down, or another in its place, until the cards are turned. What is on it is not written anywhere here. */
export const putCard: Command<PutCard, Missing | BadValue | WrongPhase> = {
  name: 'card.put',
  allowed: (ctx, { round }) => votesInRound(ctx, ctx.plan.row('rounds', round)?.kind ?? ''),
  run(ctx, { round, voter, name, commit }) {
    const row = liveRow(ctx, 'rounds', round)
    if (!row.ok) return row
    if (!takesCards(row.value, ctx.now)) return wrongPhase('The cards of this round are turned, or its time is over.')
    if (commit !== null && !isCommitment(commit)) return badValue('commit', 'That is no commitment.')
    if (!/^[\w-]{1,64}$/.test(voter)) return badValue('voter', 'That is no voter.')
    const card = cardOf(ctx, round, voter)
    const to = commit ?? ''
    if (card === undefined) {
      if (to === '') return ok(undefined)
      const id = createId(ctx.random)
      const { role, guest } = ctx.author
      const fields = { round, voter, name: oneLine(name, 200) ?? '', role: role ?? '', commit: to }
      create(ctx, 'cards', id, { ...fields, isGuest: guest === undefined ? undefined : true }, '')
      return ok(undefined)
    }
    edit(ctx, 'cards', card, 'role', ctx.author.role ?? '')
    edit(ctx, 'cards', card, 'deleted', null)
    edit(ctx, 'cards', card, 'commit', to)
    return ok(undefined)
  },
}

function cardOf({ plan }: CommandContext, round: string, voter: string) {
  for (const card of plan.rows('cards').values()) if (card.round === round && card.voter === voter) return card
  return undefined
}

export interface RoundOnly {
  readonly round: string
}

/** Turns all cards: says which commitments count. Nobody can change theirs from here on, and each voter's device shows its own. */
export const turnRound: Command<RoundOnly, Missing | WrongPhase> = {
  name: 'round.turn',
  allowed: (ctx, { round }) => leadsRound(ctx, ctx.plan.row('rounds', round)?.startedBy ?? null),
  run(ctx, { round }) {
    const row = liveRow(ctx, 'rounds', round)
    if (!row.ok) return row
    if (phaseOf(row.value) !== 'open') return wrongPhase('The cards of this round are turned already.')
    for (const card of ctx.plan.rows('cards').values())
      if (card.round === round && card.deleted === null && card.commit !== '')
        setMember(ctx.plan.doc, 'rounds', round, 'turned', listing(card.voter, card.commit), true)
    edit(ctx, 'rounds', row.value, 'turnedAt', ctx.now)
    return ok(undefined)
  },
}

export interface ShowCard {
  readonly round: string
  readonly voter: string
  readonly face: string
  readonly reason: string
  readonly salt: string
}

/** Shows one's own card, once it is turned. What does not fit its commitment is shown as not valid: that is for readers to see. */
export const showCard: Command<ShowCard, Missing | WrongPhase | BadValue> = {
  name: 'card.show',
  allowed: () => null,
  run(ctx, { round, voter, face, reason, salt }) {
    const row = liveRow(ctx, 'rounds', round)
    if (!row.ok) return row
    if (phaseOf(row.value) !== 'turned') return wrongPhase('The cards of this round are not turned, or it is over.')
    const card = cardOf(ctx, round, voter)
    if (card === undefined) return badValue('voter', 'There is no such card in this round.')
    const commit = commitmentOf({ round, voter, face, reason, salt })
    if (!row.value.turned.includes(listing(voter, commit)) || reason.length > LONGEST_REASON)
      return badValue('face', 'This is not the card that was put.')
    for (const [field, value] of Object.entries({ salt, reason, face }))
      if (value !== '') setField(ctx.plan.doc, 'cards', card.id, field, value)
    // No words of the log say what is on it.
    ctx.log({ record: `cards/${card.id}`, field: 'face', from: null, to: null })
    return ok(undefined)
  },
}

export interface ExplainCard {
  readonly round: string
  readonly voter: string
  /** In a sentence; '' takes it back. */
  readonly said: string
}

/** Says why, to all, once one's card lies there open: what the lowest and the highest are asked for. */
export const explainCard: Command<ExplainCard, Missing | WrongPhase | BadValue> = {
  name: 'card.say',
  allowed: () => null,
  run(ctx, { round, voter, said }) {
    const row = turnedRound(ctx, round)
    if (!row.ok) return row
    const words = said.trim() === '' ? '' : oneLine(said, LONGEST_REASON)
    if (words === null) return badValue('said', `A reason is at most ${LONGEST_REASON} characters on one line.`)
    const vote = outcomeOf(row.value, ctx.plan.rows('cards').values()).votes.find((one) => one.voter === voter)
    const card = cardOf(ctx, round, voter)
    if (card === undefined || vote?.is !== 'valid')
      return badValue('voter', 'Your card does not lie open in this round.')
    // As of the card itself, the log keeps no words.
    if (setField(ctx.plan.doc, 'cards', card.id, 'said', words))
      ctx.log({ record: `cards/${card.id}`, field: 'said', from: null, to: null })
    return ok(undefined)
  },
}

export interface RepeatRound {
  readonly round: string
  readonly id?: string | undefined
}

/** Votes again on the same, with the same cards. The round before is over; how its cards lay is kept, without names. */
export const repeatRound: Command<RepeatRound, Missing | WrongPhase | BadId, string> = {
  name: 'round.repeat',
  allowed: (ctx, { round }) => leadsRound(ctx, ctx.plan.row('rounds', round)?.startedBy ?? null),
  run(ctx, { round, id }) {
    const row = turnedRound(ctx, round)
    if (!row.ok) return row
    const badId = checkNewId(ctx, 'rounds', id)
    if (badId !== null) return fail(badId)
    const { kind, item, question, deck, method, factor, nth, session } = row.value
    const fields = { kind, item, question, deck, method, factor, nth, session, closesAt: null, before: round }
    const next = begin(ctx, { id, ...fields })
    close(ctx, row.value, '')
    return ok(next)
  },
}

export interface SettleRound {
  readonly round: string
  /** A number, a card, or words; '' leaves everything as it is. Need not be a card that anybody chose. */
  readonly result: string
}

/**
 * A person says what comes of it. Of an estimate that is a number the item gets it, as by any edit; of a scoring round it is written
 * as a score of now, by whoever may score.
 */
export const settleRound: Command<SettleRound, Missing | WrongPhase | BadValue | TooMany> = {
  name: 'round.settle',
  allowed: (ctx, { round }) => {
    const row = ctx.plan.row('rounds', round)
    if (row?.kind === 'score') return scoresItems(ctx, undefined)
    return row?.kind === 'estimate' ? estimates(ctx, undefined) : leadsRound(ctx, row?.startedBy ?? null)
  },
  run(ctx, { round, result }) {
    const row = turnedRound(ctx, round)
    if (!row.ok) return row
    const words = result === '' ? '' : oneLine(result, 200)
    if (words === null) return badValue('result', 'A result is at most 200 characters on one line.')
    const { kind, item, deck } = row.value
    if (kind === 'score' && words !== '') {
      const written = writeSettledScore(ctx, row.value, words)
      if (!written.ok) return written
    }
    const value = kind === 'estimate' ? cardNumber(words) : null
    const isNumber = kind === 'estimate' && deck.some((face) => cardNumber(face) !== null)
    if (isNumber && value === null && words !== '')
      return badValue('result', `“${words}” is no number. An estimate is one, such as 5 or 0.5; the round stays open.`)
    if (item !== null && value !== null) {
      const known = liveRow(ctx, 'items', item)
      if (!known.ok) return known
      const wrong = checkItemValue(ctx, 'estimate', value)
      if (wrong !== null) return fail(wrong)
      edit(ctx, 'items', known.value, 'estimate', value)
    }
    close(ctx, row.value, words)
    return ok(undefined)
  },
}

/** Calls a round off: no card is shown. Whoever may begin one may, so that nobody waits for somebody who left. */
export const cancelRound: Command<RoundOnly, Missing | WrongPhase> = {
  name: 'round.cancel',
  allowed: (ctx) => startsRounds(ctx, undefined),
  run(ctx, { round }) {
    const row = liveRow(ctx, 'rounds', round)
    if (!row.ok) return row
    if (row.value.settled !== null) return wrongPhase('This round is over already.')
    remove(ctx, 'rounds', round)
    return ok(undefined)
  },
}

/** Of a session that is over: cards that are turned stay as they lie, a round that is still open is called off. */
export function endRoundsOf(ctx: CommandContext, session: string): void {
  for (const round of [...ctx.plan.rows('rounds').values()]) {
    if (round.session !== session || round.deleted !== null) continue
    const phase = phaseOf(round)
    if (phase === 'turned') close(ctx, round, '')
    else if (phase === 'open') remove(ctx, 'rounds', round.id)
  }
}

function turnedRound(ctx: CommandContext, id: string): Result<Round, Missing | WrongPhase> {
  const row = liveRow(ctx, 'rounds', id)
  if (!row.ok || phaseOf(row.value) === 'turned') return row
  return wrongPhase(row.value.settled === null ? 'Turn the cards first.' : 'This round is over already.')
}

function close(ctx: CommandContext, round: Round, result: string): void {
  const { spread } = outcomeOf(round, ctx.plan.rows('cards').values())
  edit(ctx, 'rounds', round, 'settled', {
    at: ctx.now,
    by: ctx.author.person,
    result,
    spread: spread.map(({ face, count }) => ({ face, count })),
  })
}
