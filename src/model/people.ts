import * as v from 'valibot'
import { names, ref } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const ROLES = ['chief-po', 'po', 'tpo', 'developer', 'scrum-master', 'stakeholder'] as const
export type Role = (typeof ROLES)[number]

/** Somebody who plans or builds. Roles and teams are sets, one key a member. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  readonly teams: readonly string[]
  readonly deleted: Deletion | null
}
export const PersonSchema = v.object({ name: v.string(), roles: names, teams: names, deleted: DeletionSchema })
export const PERSON_SETS = { roles: 'role:', teams: 'team:' } as const

export interface Team {
  readonly id: string
  readonly name: string
  /** What it plans its sprints in (model/team-unit.ts). */
  readonly unit: 'points' | 'items' | (string & {})
  readonly deleted: Deletion | null
}
export const TeamSchema = v.object({ name: v.string(), unit: v.nullish(v.string(), 'points'), deleted: DeletionSchema })

/** A sub-backlog: the items of one area, owned by one Product Owner. A view of the one order, never a second list. */
export interface Domain {
  readonly id: string
  readonly name: string
  readonly owner: string | null
  readonly deleted: Deletion | null
}
export const DomainSchema = v.object({ name: v.string(), owner: ref, deleted: DeletionSchema })
