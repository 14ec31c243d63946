import type { PlanningSummary } from '../model/planning.ts'
import { confirmationOf, confirmerName } from '../model/pull-confirmation.ts'
import { askingComments, isOpenQuestion } from '../model/question.ts'
import { outcomeOf } from '../model/round-outcome.ts'
import { phaseOf, type Round } from '../model/round.ts'
import { noteLines } from '../model/session-words.ts'
import { sizeIn, unitOf } from '../model/team-unit.ts'
import type { CommandContext } from './command.ts'
import { openPulls } from './sprints.ts'

/** Lines of a list, and characters of one, as far as a summary keeps them. */
const MOST_LINES = 100
const LONGEST = 400

/** What a planning came to by now. `present`: `people/<id>` or `name/<name>`. Null where its sprint is gone. */
export function summaryOfPlanning(
  ctx: Pick<CommandContext, 'plan' | 'now'>,
  sessionId: string,
  present: readonly string[],
): PlanningSummary | null {
  const { plan } = ctx
  const session = plan.row('sessions', sessionId)
  const sprint = session?.sprint == null ? undefined : plan.row('sprints', session.sprint)
  if (sprint === undefined) return null
  const rank = (id: string): number => plan.order.positionOf(id)
  const stays = openPulls(ctx, sprint.id)
    .filter((stay) => plan.row('items', stay.item)?.sprint === sprint.id)
    .sort((a, b) => rank(a.item) - rank(b.item))
  const unit = unitOf(plan.row('teams', sprint.team))
  const nameOf = (id: string) => {
    const row = plan.row('items', plan.heirOf(id))
    return { key: row?.key ?? '', title: short(row?.title ?? '') }
  }
  const pulled = stays.map(({ item, ifRoom }) => ({
    ...nameOf(item),
    estimate: plan.row('items', item)?.estimate ?? null,
    ifRoom,
  }))
  const { by, waiting } = confirmationOf(sprint, stays, sessionId)
  return {
    at: ctx.now,
    sprint: sprint.name,
    team: plan.row('teams', sprint.team)?.name ?? '',
    start: sprint.start,
    end: sprint.end,
    goal: sprint.goal,
    serves: sprint.serves === null ? '' : short(plan.row('goals', sprint.serves)?.title ?? ''),
    capacity: sprint.capacity,
    total: pulled.reduce((sum, { estimate, ifRoom }) => sum + (ifRoom ? 0 : sizeIn(unit, estimate)), 0),
    unit,
    pulled: pulled.slice(0, MOST_LINES),
    passed: stays
      .filter(({ past }) => past.length > 0)
      .slice(0, MOST_LINES)
      .map(({ item, why, past }) => ({
        ...nameOf(item),
        why: short(why),
        over: past.map((one) => nameOf(one).title).filter((title) => title !== ''),
      })),
    confirmed: by.map((who) => short(confirmerName(who, (person) => plan.row('people', person)?.name))),
    unconfirmed: waiting.length,
    confidence: confidenceIn(ctx, sessionId),
    said: saidIn(ctx, sessionId),
    open: stays
      .flatMap(({ item }) => {
        const questions = plan.partsOf('questions', item)
        const asked = [
          ...questions.filter(isOpenQuestion),
          ...askingComments(plan.partsOf('comments', item), questions),
        ]
        return asked.map(({ text }) => ({ key: nameOf(item).key, text: short(text) }))
      })
      .slice(0, MOST_LINES),
    notes: noteLines(plan.textOf('sessions', sessionId, 'notes'))
      .slice(0, MOST_LINES)
      .map(short),
    present: present.slice(0, MOST_LINES).map((one) => {
      const [kind, ...rest] = one.split('/')
      return kind === 'people' ? (plan.row('people', rest.join('/'))?.name ?? 'Somebody') : rest.join('/')
    }),
  }
}

/** How the cards of the last fist of five lay that were turned; without names, as it stays. */
function confidenceIn(ctx: Pick<CommandContext, 'plan'>, session: string): PlanningSummary['confidence'] {
  const { plan } = ctx
  const last = lastFist(ctx, session)
  if (last === undefined) return []
  if (last.settled !== null && last.settled.spread.length > 0) return last.settled.spread.map((line) => ({ ...line }))
  const cards = [...plan.rows('cards').values()].filter((card) => card.round === last.id)
  return outcomeOf(last, cards).spread.map(({ face, count }) => ({ face, count }))
}

/** Why somebody doubts is worth more than that somebody does. */
function saidIn(ctx: Pick<CommandContext, 'plan'>, session: string): PlanningSummary['said'] {
  const last = lastFist(ctx, session)
  if (last === undefined) return []
  return [...ctx.plan.rows('cards').values()]
    .filter((card) => card.round === last.id && card.deleted === null && card.face !== '')
    .map(({ face, said, reason }) => ({ face, words: short(said || reason) }))
    .filter(({ words }) => words !== '')
    .sort((a, b) => last.deck.indexOf(a.face) - last.deck.indexOf(b.face))
    .slice(0, MOST_LINES)
}

function lastFist({ plan }: Pick<CommandContext, 'plan'>, session: string): Round | undefined {
  return [...plan.rows('rounds').values()]
    .filter((round) => round.session === session && round.kind === 'confidence')
    .filter((round) => ['turned', 'settled'].includes(phaseOf(round)))
    .sort((a, b) => b.at - a.at)[0]
}

function short(words: string): string {
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words
}
