import type { StartRound } from '../commands/begin-rounds.ts'
import {
  cancelRound,
  explainCard,
  putCard,
  repeatRound,
  settleRound,
  startRound,
  turnRound,
} from '../commands/rounds.ts'
import { factorOf, startScoring, type StartScoring } from '../commands/scoring-rounds.ts'
import type { Command } from '../commands/command.ts'
import type { Presence } from '../contract/host-info.ts'
import type { OwnCard, OwnCards } from '../contract/round-calls.ts'
import type { Plan } from '../doc/plan.ts'
import type { Card } from '../model/card.ts'
import type { Author } from '../model/envelope.ts'
import type { Item } from '../model/item.ts'
import type { Failure, Result } from '../model/result.ts'
import { explains, outcomeOf, type Outcome } from '../model/round-outcome.ts'
import { askedFirst, phaseOf, takesCards, type Round } from '../model/round.ts'
import type { Factor } from '../model/scoring/scale.ts'
import { phaseOfSession } from '../model/session.ts'
import { votesIn } from '../model/who-votes.ts'
import { sentenceOf } from './failure-words.ts'
import type { RunOptions } from './plan-state-shape.ts'

/** The host of this device, which alone knows what is on its own cards. */
export interface CardSource {
  own(): Promise<OwnCards>
  put(card: {
    readonly round: string
    readonly face: string | null
    readonly reason: string
    readonly author: Author
  }): Promise<OwnCards>
}

/** Secret rounds as screens see them. Nobody's card but this device's own is known here before all are turned. */
export interface Rounds {
  /** Neither settled nor called off, the oldest first. */
  readonly live: readonly Round[]
  /** Those of an item, the newest first; of rounds that are over their spread alone. */
  of(item: string): readonly Round[]
  round(id: string): Round | undefined
  outcome(id: string): Outcome | null
  /** This device's own card, shown or not; null where it put none. */
  own(round: string): OwnCard | null
  /** Why this person has no card in it; null if they have. */
  whyNoCard(round: string): string | null
  takesCards(round: string): boolean
  /** Names of those who are here, may vote and have not. */
  waitingFor(round: string): readonly string[]
  /** Finished items with this estimate, the last finished first: what to compare with. */
  like(estimate: number, besides: string | null, most?: number): readonly Item[]
  /** Null takes the card back. False where it was not taken; `problem` says why. */
  put(round: string, face: string | null, reason?: string): Promise<boolean>
  /** The round that a card is on its way to; empty while none is. */
  readonly putting: string
  readonly problem: string
  start(args: StartRound): readonly string[] | null
  score(args: StartScoring): readonly string[] | null
  /** Of a scoring round: what its cards say in words. Null for other rounds. */
  factorOf(round: string): Factor | null
  /** The rounds of an item that are on, the one that is asked now first. */
  askedOn(item: string): readonly Round[]
  /** What this device's voter said as one of the lowest or the highest, '' for nothing yet; null where nobody asks it. */
  saidBy(round: string): string | null
  explain(round: string, said: string): boolean
  turn(round: string): boolean
  /** Answers the new round. */
  again(round: string): string | null
  settle(round: string, result: string): boolean
  cancel(round: string): boolean
  /** Above this estimate an item is better split. */
  readonly sizeLimit: number
  whyNot(what: 'start' | 'turn' | 'settle' | 'cancel', round: string): string | null
}

export interface RoundsParts {
  readonly plan: Plan
  readonly rounds: () => ReadonlyMap<string, Round>
  readonly cards: () => ReadonlyMap<string, Card>
  readonly items: () => ReadonlyMap<string, Item>
  readonly here: () => readonly Presence[]
  readonly sizeLimit: () => number
  readonly source: CardSource | null
  readonly author: () => Author
  readonly now: () => number
  readonly run: <Args, F extends Failure, Value>(
    command: Command<Args, F, Value>,
    args: Args,
    options?: RunOptions,
  ) => Result<Value, Failure>
  readonly whyNot: <Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args) => string | null
}

/** What is secret, or would tell others' cards again, is no step of undo. */
const AT_ONCE: RunOptions = { say: 'quiet', undoable: false }
const NOTHING: OwnCards = { voter: '', cards: [] }

export function createRounds(parts: RoundsParts): Rounds & { stop(): void } {
  const { plan, source } = parts
  let mine = $state.raw<OwnCards>(NOTHING)
  let putting = $state('')
  let problem = $state('')
  let before: Promise<unknown> = Promise.resolve()
  const live = $derived(
    [...parts.rounds().values()]
      .filter((round) => ['open', 'turned'].includes(phaseOf(round)))
      // Those that were begun together stand as their items do.
      .sort((a, b) => a.at - b.at || placeOf(a) - placeOf(b) || a.nth - b.nth || (a.id < b.id ? -1 : 1)),
  )
  const cardsByRound = $derived.by(() => {
    const found = new Map<string, Card[]>()
    for (const card of parts.cards().values()) {
      const list = found.get(card.round)
      if (list === undefined) found.set(card.round, [card])
      else list.push(card)
    }
    return found
  })
  const stop = plan.onChange(({ tables }) => {
    // Another window of this device may have put it.
    const touched = [...(tables.get('cards') ?? [])].some((id) => plan.row('cards', id)?.voter === mine.voter)
    if (touched || (mine.voter === '' && tables.has('rounds'))) void look()
  })
  if (plan.rows('rounds').size > 0) void look()

  const all: Rounds = {
    get live() {
      return live
    },
    of: (item) =>
      [...parts.rounds().values()]
        .filter((round) => round.item === item && round.deleted === null)
        .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)),
    round: (id) => parts.rounds().get(id),
    outcome(id) {
      const round = parts.rounds().get(id)
      return round === undefined ? null : outcomeOf(round, cardsByRound.get(id) ?? [], parts.sizeLimit())
    },
    own(id) {
      const card = (cardsByRound.get(id) ?? []).find((one) => one.voter === mine.voter && one.commit !== '')
      if (card !== undefined && card.face !== '') return { round: id, face: card.face, reason: card.reason }
      return card === undefined ? null : (mine.cards.findLast((one) => one.round === id) ?? null)
    },
    whyNoCard: (id) => parts.whyNot(putCard, { round: id, voter: mine.voter, name: '', commit: null }),
    takesCards(id) {
      const round = parts.rounds().get(id)
      return round !== undefined && takesCards(round, parts.now())
    },
    waitingFor(id) {
      const round = parts.rounds().get(id)
      if (round === undefined) return []
      const voted = new Set((cardsByRound.get(id) ?? []).filter((card) => card.commit !== '').map((card) => card.voter))
      const names = parts
        .here()
        .filter((one) => votesIn(round.kind, one.role) && !voted.has(voterAt(one)))
        .map(({ name }) => name)
      return [...new Set(names)].sort()
    },
    like: (estimate, besides, most = 3) =>
      [...parts.items().values()]
        .filter(
          (item) => item.estimate === estimate && item.stage === 'done' && item.deleted === null && item.id !== besides,
        )
        .sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0))
        .slice(0, most),
    put(round, face, reason = '') {
      // One after the other: whoever changes their mind at once means the last.
      const next = before.then(() => putNow(round, face, reason))
      before = next
      return next
    },
    get putting() {
      return putting
    },
    get problem() {
      return problem
    },
    start(args) {
      const done = parts.run(startRound, { session: heldSession(), ...args }, { say: 'quiet' })
      return done.ok ? done.value : null
    },
    score(args) {
      const done = parts.run(startScoring, { session: heldSession(), ...args }, { say: 'quiet' })
      return done.ok ? done.value : null
    },
    factorOf(id) {
      const round = parts.rounds().get(id)
      return round?.kind === 'score' ? factorOf({ plan }, round) : null
    },
    askedOn: (item) => live.filter((round) => round.item === item).sort(askedFirst),
    saidBy(id) {
      const outcome = all.outcome(id)
      const vote = outcome?.votes.find((one) => one.voter === mine.voter)
      return outcome == null || vote === undefined || !explains(outcome, vote) ? null : vote.said
    },
    explain: (round, said) => parts.run(explainCard, { round, voter: mine.voter, said }, AT_ONCE).ok,
    turn: (round) => parts.run(turnRound, { round }, AT_ONCE).ok,
    again(round) {
      const done = parts.run(repeatRound, { round }, AT_ONCE)
      return done.ok ? done.value : null
    },
    settle: (round, result) => parts.run(settleRound, { round, result }, { say: 'always' }).ok,
    cancel: (round) => parts.run(cancelRound, { round }, { say: 'always' }).ok,
    get sizeLimit() {
      return parts.sizeLimit()
    },
    whyNot(what, round) {
      if (what === 'start') return parts.whyNot(startRound, { kind: 'estimate', items: [], deck: [] })
      if (what === 'settle') return parts.whyNot(settleRound, { round, result: '' })
      return what === 'turn' ? parts.whyNot(turnRound, { round }) : parts.whyNot(cancelRound, { round })
    },
  }
  return Object.defineProperties({ stop } as Rounds & { stop(): void }, Object.getOwnPropertyDescriptors(all))

  /** The meeting that is on: rounds belong to it. */
  function heldSession(): string | null {
    const held = [...plan.rows('sessions').values()].find((one) => one.deleted === null && phaseOfSession(one) === 'on')
    return held?.id ?? null
  }

  function placeOf({ item }: Round): number {
    return item === null ? 0 : plan.rankOf(item)
  }

  /** Under what somebody who is here votes: another host's device, this one's, or a guest. */
  function voterAt({ id, device }: Presence): string {
    const guest = /(?:^|\/)guest (.+)$/.exec(id)?.[1]
    return guest ?? device ?? mine.voter
  }

  async function putNow(round: string, face: string | null, reason: string): Promise<boolean> {
    if (source === null) return false
    putting = round
    problem = ''
    try {
      mine = await source.put({ round, face, reason, author: parts.author() })
      return true
    } catch (error) {
      problem = sentenceOf(error)
      return false
    } finally {
      putting = ''
    }
  }

  async function look(): Promise<void> {
    mine = (await source?.own().catch(() => null)) ?? mine
  }
}
