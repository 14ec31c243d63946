import type { Person, Role } from '../model/people.ts'
import { votesIn } from '../model/who-votes.ts'
import type { CommandContext, Refusal } from './command.ts'

/**
 * Who may do what. An agreement among people, kept by commands: a Product Owner orders and edits, Developers estimate and
 * pull, nobody puts another's name on anything. The gate of a host does not enforce it.
 */
export type Who = Pick<CommandContext, 'plan' | 'author'>
export type Allowed<Args> = (ctx: Who, args: Args) => Refusal | null

const OWNERS: readonly Role[] = ['po', 'chief-po']
const BUILDERS: readonly Role[] = ['developer', 'tpo']
const ROLE_WORDS: Readonly<Record<string, string>> = {
  'chief-po': 'Chief Product Owner',
  po: 'Product Owner',
  tpo: 'Technical Product Owner',
  developer: 'Developer',
  'scrum-master': 'Scrum Master',
  stakeholder: 'Stakeholder',
  guest: 'Guest',
}

export function roleWords(role: string): string {
  return ROLE_WORDS[role] ?? role
}

/** Everybody in the plan, stakeholders too: for comments. */
export const anybody: Allowed<unknown> = (ctx) => holdsRole(ctx)
export const ordersBacklog = only(
  OWNERS,
  'Product Owners order the backlog. Tell them on the item what you would change, and why.',
)
export const setsGoals = only(OWNERS, 'Product Owners set vision, goals, metrics and domains.')
export const editsContent = only(
  [...OWNERS, ...BUILDERS],
  'Product Owners and Developers edit items. You can say on the item what you think.',
)
export const createsItems = editsContent
export const estimates = editsContent
/** What ready and done mean is agreed on by all who plan and build. */
export const agreesOnChecklists = only(
  [...OWNERS, ...BUILDERS, 'scrum-master'],
  'The people who plan and build agree on what is ready and what is done. Tell them what you would add.',
)
export const notesTasks = only(
  BUILDERS,
  'Tasks are the Developers’ own notes on an item; a Product Owner does not order them.',
)
export const deletesItems = only(
  OWNERS,
  'Product Owners take items out of the backlog. Say on the item why it should go.',
)
export const plansSprints = only(
  [...OWNERS, ...BUILDERS, 'scrum-master'],
  'Sprints are set up by the people who work in them: Developers, Scrum Master and Product Owner.',
)
/** A score informs: whoever orders says what counts, and everybody else says it in a round or on the item. */
export const scoresItems = only(
  OWNERS,
  'Product Owners score items. Say what you think in a scoring round, or on the item.',
)
export const setsFormulas = only(OWNERS, 'Product Owners agree on formulas, and on what their steps mean.')
export const asksPeople = only([...OWNERS, 'tpo'], 'Product Owners start and close surveys. Anybody may answer one.')
export const editsTeams = only(
  [...OWNERS, ...BUILDERS, 'scrum-master'],
  'Teams are set up by the people who work in them.',
)

/** A round of cards: anybody who plans or builds may ask. */
export const startsRounds = only(
  [...OWNERS, ...BUILDERS, 'scrum-master'],
  'Rounds are begun by the people who plan and build: Developers, Scrum Master and Product Owner.',
)

/** Whose card counts in it; the reason is said to who only listens. */
export function votesInRound(ctx: Who, kind: string): Refusal | null {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  if (votesIn(kind, ctx.author.role)) return null
  return notYours(
    `Who does the work ${kind === 'confidence' ? 'says how sure they are' : 'estimates it'}. As ${roleWords(ctx.author.role ?? '')} you answer questions and see the cards when they turn.`,
  )
}

/**
 * Whoever began it turns the cards, or a Scrum Master. Where the plan has none, or nobody knows who began it, anybody who may
 * begin a round: nobody is stuck because one person left.
 */
export function leadsRound(ctx: Who, startedBy: string | null): Refusal | null {
  const wrongRole = startsRounds(ctx, undefined)
  if (wrongRole !== null) return wrongRole
  if (startedBy === null || startedBy === ctx.author.person || ctx.author.role === 'scrum-master') return null
  const people = [...ctx.plan.rows('people').values()].filter(({ deleted }) => deleted === null)
  const isThere = people.some(({ id }) => id === startedBy)
  if (!isThere || !people.some(({ roles }) => roles.includes('scrum-master'))) return null
  return notYours(
    `${ctx.plan.row('people', startedBy)?.name ?? 'Somebody else'} began this round and turns the cards, or a Scrum Master does. You can call it off and begin another.`,
  )
}

/** A session of the people who plan and build: anybody of them may plan one, and whoever starts it facilitates it. */
export const plansSessions = only(
  [...OWNERS, ...BUILDERS, 'scrum-master'],
  'Sessions are planned and held by the people who plan and build: Developers, Scrum Master and Product Owner.',
)

/**
 * Whoever facilitates leads through it: who started it, who took it on as well, or a Scrum Master. Where the plan has no Scrum
 * Master anybody does who may hold one; where it has, one may still take it on (session.lead), so that nobody is stuck.
 */
export function leadsSession(ctx: Who, id: string): Refusal | null {
  const wrongRole = plansSessions(ctx, undefined)
  if (wrongRole !== null || ctx.author.role === 'scrum-master') return wrongRole
  const session = ctx.plan.row('sessions', id)
  const { person } = ctx.author
  if (session === undefined || session.startedBy === null || person === null) return null
  if (session.startedBy === person || session.leads.includes(person)) return null
  const people = [...ctx.plan.rows('people').values()].filter(({ deleted }) => deleted === null)
  if (!people.some(({ roles }) => roles.includes('scrum-master'))) return null
  return notYours(
    `${ctx.plan.row('people', session.startedBy)?.name ?? 'Somebody else'} facilitates this session. Choose “Facilitate too” to lead as well.`,
  )
}

/** Developers of the team that owns the sprint, or a shared screen on which that team is in the room. */
export function pullsFor(ctx: Who, sprintId: string | null): Refusal | null {
  const { role } = ctx.author
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  if (role !== 'developer')
    return notYours(PULL_WORDS[role ?? ''] ?? 'Developers pull. Others may say on the item what they think.')
  return inTeamOf(ctx, sprintId, 'pull for')
}
const PULL_WORDS: Readonly<Record<string, string>> = {
  po: 'Developers pull. A Product Owner orders the backlog and never puts an item into a sprint.',
  'chief-po': 'Developers pull. A Product Owner orders the backlog and never puts an item into a sprint.',
  tpo: 'Developers pull. A Technical Product Owner advises on an item and never puts it into a sprint.',
  'scrum-master': 'Developers pull. A Scrum Master helps them to and never puts an item into a sprint.',
}

/**
 * Who stands for what a team pulls on a shared screen: a Developer of that team, on an own device or on a phone in its room. The
 * shared screen itself may name one; nobody else speaks for another.
 */
export function confirmsPulls(ctx: Who, sprintId: string, named?: string): Refusal | null {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  const { role, person, guest, forTeam } = ctx.author
  if (role !== 'developer')
    return notYours('A Developer of the team confirms what it pulls on a shared screen. You see here who did.')
  const sprint = ctx.plan.row('sprints', sprintId)
  if (sprint === undefined) return null
  const isInRoom = forTeam === sprint.team
  const team = ctx.plan.row('teams', sprint.team)?.name ?? 'the team'
  if (named !== undefined && named !== person)
    return isInRoom ? null : notYours('Developers confirm for themselves. Only the shared screen names one of them.')
  if (guest !== undefined) return isInRoom ? null : notYours(`The room does not plan a sprint of ${team} now.`)
  if (person === null) return notYours('Say first who you are.')
  const row = ctx.plan.row('people', person)
  return row !== undefined && isDeveloperOf(row, sprint.team)
    ? null
    : notYours(`A Developer of ${team} confirms what it pulls. Join that team first if you work in it.`)
}

export function isDeveloperOf({ teams, roles, deleted }: Person, team: string): boolean {
  return deleted === null && teams.includes(team) && roles.includes('developer')
}

/** The two sides of a change in a running sprint: its Product Owner and its Developers. */
export function agreesToChanges(ctx: Who, sprintId: string | null): Refusal | null {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  if ((OWNERS as readonly string[]).includes(ctx.author.role ?? '')) return null
  if (ctx.author.role !== 'developer')
    return notYours('A Product Owner and a Developer of the team agree to a change in a sprint.')
  return inTeamOf(ctx, sprintId, 'agree to changes of')
}

/** Small things that become clearer are said by whoever knows them: the team, its Scrum Master, the Product Owner. */
export function clarifiesInSprint(ctx: Who, sprintId: string | null): Refusal | null {
  const wrongRole = plansSprints(ctx, undefined)
  if (wrongRole !== null) return wrongRole
  const { role } = ctx.author
  return role === 'developer' || role === 'tpo' ? inTeamOf(ctx, sprintId, 'write in the sprints of') : null
}

/** The columns of a board are its team's own. */
export function editsBoardOf(ctx: Who, team: string): Refusal | null {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null || ctx.author.role === 'scrum-master') return wrongRole
  if (ctx.author.role !== 'developer' && ctx.author.role !== 'tpo')
    return notYours('A team agrees on its own board. Developers and the Scrum Master change its columns.')
  return isInTeam(ctx, team)
    ? null
    : notYours(
        `This is the board of ${ctx.plan.row('teams', team)?.name ?? 'another team'}. Each team changes its own.`,
      )
}

export const raisesImpediments = only(
  [...OWNERS, ...BUILDERS, 'scrum-master'],
  'The people who plan and build say what is in the way. You can say on an item what you think.',
)
export const answersRequests = only(
  OWNERS,
  'Product Owners answer requests, with the reason. You can make one, and see here what became of it.',
)
/** A no to more work in a sprint: whoever was asked says it. */
export const refusesMore = only(
  [...OWNERS, ...BUILDERS, 'scrum-master'],
  'Who was asked for more says no: Developers, Scrum Master or Product Owner.',
)

/** Work on an item that is in a sprint: its Developers, and the Technical Product Owner of that team. */
export function worksIn(ctx: Who, sprintId: string | null): Refusal | null {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  const { role } = ctx.author
  if (role !== 'developer' && role !== 'tpo')
    return notYours('Developers say how far the work in their sprint is. A Product Owner sees it here as it happens.')
  return inTeamOf(ctx, sprintId, 'work in the sprints of')
}

function inTeamOf(ctx: Who, sprintId: string | null, doing: string): Refusal | null {
  const sprint = sprintId === null ? undefined : ctx.plan.row('sprints', sprintId)
  if (sprint === undefined) return null
  if (isInTeam(ctx, sprint.team)) return null
  const team = ctx.plan.row('teams', sprint.team)?.name ?? 'another team'
  return notYours(`You ${doing} your own team. This sprint is ${team}’s; join that team first if you work in it.`)
}

/** A person of the team, or a shared screen on which that team is in the room. */
function isInTeam(ctx: Who, team: string): boolean {
  const person = ctx.author.person === null ? undefined : ctx.plan.row('people', ctx.author.person)
  return ctx.author.forTeam === team || person?.teams.includes(team) === true
}

/** A person acts only in roles held. Somebody who is not in the plan's directory yet may act in any. */
export function holdsRole(ctx: Who): Refusal | null {
  const { person, role } = ctx.author
  if (role === null) return { type: 'no-role', message: 'Choose first in which role you act.' }
  const row = person === null ? undefined : ctx.plan.row('people', person)
  if (row === undefined || row.deleted !== null || row.roles.includes(role)) return null
  return { type: 'role-not-held', message: `You do not act as ${roleWords(role)} in this plan. Take that role first.` }
}

/** Whoever it is of may change it, and so may those who edit items. `message` is what the others hear. */
export function ownOrEdits(ctx: Who, by: string | null, message: string): Refusal | null {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null || (by !== null && by === ctx.author.person)) return wrongRole
  return editsContent(ctx, undefined) === null ? null : notYours(message)
}

export function notYours(message: string): Refusal {
  return { type: 'not-yours', message }
}

function only(roles: readonly Role[], message: string): Allowed<unknown> {
  return (ctx) =>
    holdsRole(ctx) ?? ((roles as readonly string[]).includes(ctx.author.role ?? '') ? null : notYours(message))
}
