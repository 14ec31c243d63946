import { createId } from '../model/id.ts'
import { ROLES } from '../model/people.ts'
import { fail, ok } from '../model/result.ts'
import { UNITS, type Unit } from '../model/team-unit.ts'
import type { Command } from './command.ts'
import { editsTeams, notYours, roleWords, type Allowed } from './policy.ts'
import {
  badValue,
  checkNewId,
  checkRefs,
  create,
  edit,
  editMember,
  liveRow,
  noTitle,
  oneLine,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

const allowed: Allowed<unknown> = editsTeams

export interface CreatePerson {
  readonly id?: string | undefined
  readonly name: string
  readonly roles?: readonly string[] | undefined
  readonly teams?: readonly string[] | undefined
}

/** Somebody who plans or builds. Answers the id. */
export const createPerson: Command<CreatePerson, Missing | BadValue | BadId, string> = {
  name: 'person.create',
  // The first thing people do in a plan is to put themselves into it.
  allowed: (ctx, { id }) => (id !== undefined && id === ctx.author.person ? null : allowed(ctx, undefined)),
  run(ctx, args) {
    const name = oneLine(args.name, 200)
    if (name === null) return noTitle('A person')
    const unknownRole = args.roles?.find((role) => !isRole(role))
    if (unknownRole !== undefined) return badValue('roles', `There is no role "${unknownRole}".`)
    const wrong =
      checkNewId(ctx, 'people', args.id) ??
      (args.teams ?? []).map((team) => checkRefs(ctx, { teams: team })).find((missing) => missing !== null) ??
      null
    if (wrong !== null) return fail(wrong)
    const id = args.id ?? createId(ctx.random)
    create(ctx, 'people', id, { name, roles: args.roles ?? [], teams: args.teams ?? [] }, name)
    return ok(id)
  },
}

export interface EditPerson {
  readonly id: string
  readonly name: string
}
export const editPerson: Command<EditPerson, Missing | BadValue> = {
  name: 'person.edit',
  allowed: (ctx, { id }) => (id === ctx.author.person ? null : allowed(ctx, undefined)),
  run(ctx, args) {
    const person = liveRow(ctx, 'people', args.id)
    if (!person.ok) return person
    const name = oneLine(args.name, 200)
    if (name === null) return noTitle('A person')
    edit(ctx, 'people', person.value, 'name', name)
    return ok(undefined)
  },
}

export interface SetRole {
  readonly person: string
  readonly role: string
  readonly on: boolean
}

/** Gives a role, or takes it. People take roles themselves, in the open: an agreement, not a lock. */
export const setRole: Command<SetRole, Missing | BadValue> = {
  name: 'person.role',
  allowed(ctx, { person, role, on }) {
    if (person === ctx.author.person) return null
    const { role: mine } = ctx.author
    return mine === 'po' || mine === 'chief-po' || mine === 'scrum-master'
      ? allowed(ctx, undefined)
      : notYours(
          `Product Owners and the Scrum Master give roles to others. ${on ? `Ask them to make this person ${roleWords(role)}.` : 'Ask them.'}`,
        )
  },
  run(ctx, { person, role, on }) {
    const row = liveRow(ctx, 'people', person)
    if (!row.ok) return row
    if (!isRole(role)) return badValue('roles', `There is no role "${role}".`)
    editMember(ctx, 'people', person, 'roles', role, on)
    return ok(undefined)
  },
}

export interface SetTeam {
  readonly person: string
  readonly team: string
  readonly on: boolean
}

/** A person joins a team or leaves it. */
export const setTeam: Command<SetTeam, Missing> = {
  name: 'person.team',
  allowed: (ctx, { person }) => (person === ctx.author.person ? null : allowed(ctx, undefined)),
  run(ctx, { person, team, on }) {
    const row = liveRow(ctx, 'people', person)
    if (!row.ok) return row
    const known = liveRow(ctx, 'teams', team)
    if (!known.ok) return known
    editMember(ctx, 'people', person, 'teams', team, on)
    return ok(undefined)
  },
}

export interface CreateTeam {
  readonly id?: string | undefined
  readonly name: string
}

/** Answers the id. */
export const createTeam: Command<CreateTeam, BadValue | BadId, string> = {
  name: 'team.create',
  allowed,
  run(ctx, args) {
    const name = oneLine(args.name, 200)
    if (name === null) return noTitle('A team')
    const badId = checkNewId(ctx, 'teams', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    create(ctx, 'teams', id, { name }, name)
    return ok(id)
  },
}

export interface EditTeam {
  readonly id: string
  readonly name?: string | undefined
  readonly unit?: Unit | undefined
}
/** Its name, or what it plans in: its sprints are then summed up otherwise, past ones too. */
export const editTeam: Command<EditTeam, Missing | BadValue> = {
  name: 'team.edit',
  allowed,
  run(ctx, args) {
    const team = liveRow(ctx, 'teams', args.id)
    if (!team.ok) return team
    const name = args.name === undefined ? team.value.name : oneLine(args.name, 200)
    if (name === null) return noTitle('A team')
    const unit = args.unit ?? team.value.unit
    if (args.unit !== undefined && !UNITS.includes(args.unit)) return badValue('unit', 'A team counts points or items.')
    edit(ctx, 'teams', team.value, 'name', name)
    edit(ctx, 'teams', team.value, 'unit', unit)
    return ok(undefined)
  },
}

function isRole(role: string): boolean {
  return (ROLES as readonly string[]).includes(role)
}
