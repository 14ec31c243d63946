import { expect, test } from 'vitest'
import { putCard, showCard, startRound, turnRound } from '../../src/commands/rounds.ts'
import { commitmentOf } from '../../src/model/commitment.ts'
import type { SealedCard } from '../../src/model/card.ts'
import { outcomeOf, type Outcome } from '../../src/model/round-outcome.ts'
import { listing } from '../../src/model/round.ts'
import { inMemoryPlan, seededRandom, type InMemoryPlan } from '../support/in-memory-plan.ts'

/** Peers that hear of each other late, in any order: they put, change, turn (also several at once) and show by themselves. */
const DECK = ['1', '2', '3', '5', '8', '13', '20', '40']
const PEERS = 4
const STEPS = 40
const SEEDS = 60

interface Peer {
  readonly plan: InMemoryPlan
  readonly voter: string
  /** What lies on this peer's device alone. */
  readonly kept: SealedCard[]
}

function play(seed: number) {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const first = inMemoryPlan({ client: 1, seed, role: 'scrum-master' })
  const [round = ''] = first.must(startRound, { kind: 'question', items: [], question: 'How big?', deck: DECK })
  const plans = [first]
  for (let i = 1; i < PEERS; i++) plans.push(inMemoryPlan({ client: i + 1, seed, from: first, role: 'scrum-master' }))
  const peers = plans.map((plan, i): Peer => ({ plan, voter: `v${i}`, kept: [] }))
  const done = { put: 0, changed: 0, turned: 0, shown: 0, refused: 0 }

  const listedAt = ({ plan }: Peer): readonly string[] => plan.plan.row('rounds', round)?.turned ?? []
  const showAt = (peer: Peer): void => {
    for (const card of peer.kept) {
      if (!listedAt(peer).includes(listing(peer.voter, commitmentOf(card)))) continue
      if (peer.plan.run(showCard, card).ok) done.shown++
    }
  }
  const meet = (one: Peer, other: Peer): void => {
    one.plan.hear(other.plan)
    showAt(one)
  }

  for (let step = 0; step < STEPS; step++) {
    const peer = pick(peers)
    const act = random()
    if (act < 0.35) {
      const salt = `${step}`.padStart(32, '0')
      const card = { round, voter: peer.voter, face: pick(DECK), reason: '', salt }
      const { ok } = peer.plan.run(putCard, { round, voter: peer.voter, name: peer.voter, commit: commitmentOf(card) })
      if (!ok) done.refused++
      else {
        done[peer.kept.length === 0 ? 'put' : 'changed']++
        peer.kept.push(card)
      }
    } else if (act < 0.42) {
      if (peer.plan.run(turnRound, { round }).ok) done.turned++
      showAt(peer)
    } else meet(peer, pick(peers.filter((other) => other !== peer)))
    // Whoever wrote a face knew its own commitment to be listed.
    for (const one of peers)
      for (const card of one.plan.plan.rows('cards').values())
        if (card.voter === one.voter && card.face !== '')
          expect(listedAt(one).some((listed) => listed.startsWith(`${one.voter} `))).toBe(true)
  }
  for (let i = 0; i < 3; i++) for (const one of peers) for (const other of peers) if (one !== other) meet(one, other)
  const outcomes = peers.map(({ plan }): Outcome =>
    outcomeOf(plan.plan.row('rounds', round)!, plan.plan.rows('cards').values()),
  )
  return { peers, round, outcomes, done }
}

test(`rounds of ${PEERS} peers that hear of each other late end equal for all, on ${SEEDS} schedules`, () => {
  const all = { put: 0, changed: 0, turned: 0, shown: 0, refused: 0, twice: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { peers, round, outcomes, done } = play(seed)
    for (const outcome of outcomes) expect([seed, outcome]).toEqual([seed, outcomes[0]])
    const listed = peers[0]?.plan.plan.row('rounds', round)?.turned ?? []
    for (const { voter, kept } of peers) {
      const own = listed.filter((one) => one.startsWith(`${voter} `))
      const vote = outcomes[0]?.votes.find((one) => one.voter === voter)
      const card = kept.find((one) => listing(voter, commitmentOf(one)) === own[0])
      // Who was listed once has their vote, whatever the order; who changed it while two turned has none.
      if (own.length === 1) expect([seed, vote?.is, vote?.face]).toEqual([seed, 'valid', card?.face])
      if (own.length > 1) expect([seed, vote?.is]).toEqual([seed, 'invalid'])
      if (own.length === 0 && outcomes[0]?.phase === 'turned' && vote !== undefined)
        expect([seed, vote.is]).toEqual([seed, 'late'])
      all.twice += Number(own.length > 1)
    }
    for (const [what, count] of Object.entries(done)) all[what as keyof typeof done] += count
  }
  for (const [what, count] of Object.entries(all)) expect([what, count > 0]).toEqual([what, true])
})
