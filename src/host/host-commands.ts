import type { Command } from '../commands/command.ts'
import { createRecord, setField, setMember, setPlanFact } from '../doc/write.ts'
import { SCHEMA_VERSION } from '../model/plan.ts'
import { ok, type Failure } from '../model/result.ts'

/** Commands that only a host runs: nobody has a role in a plan that is just being made. */

/** Names a plan for the first time. A copy keeps all facts but its name. */
export const beginPlan: Command<{ readonly name: string; readonly timeZone: string | null }, Failure> = {
  name: 'plan.begin',
  allowed: () => null,
  run({ plan, now, log }, { name, timeZone }) {
    const { doc, facts } = plan
    if (setPlanFact(doc, 'name', name)) log({ record: 'plan', field: 'name', from: null, to: name })
    if (timeZone !== null) setPlanFact(doc, 'timeZone', timeZone)
    if (facts.createdAt === null) {
      setPlanFact(doc, 'createdAt', now)
      setPlanFact(doc, 'schemaVersion', SCHEMA_VERSION)
    }
    return ok(undefined)
  },
}

/** Puts the person of this device into a plan, once, with the role they work in. Writes nothing where all of it stands. */
export const joinPlan: Command<{ readonly person: string; readonly name: string; readonly role: string }, Failure> = {
  name: 'person.join',
  allowed: () => null,
  run({ plan, log }, { person, name, role }) {
    const { doc } = plan
    const known = plan.row('people', person)
    const record = `people/${person}`
    if (known === undefined) {
      createRecord(doc, 'people', person, { name, roles: [role] })
      log({ record, field: '', from: null, to: name })
      return ok(undefined)
    }
    if (setField(doc, 'people', person, 'name', name)) log({ record, field: 'name', from: known.name, to: name })
    if (!known.roles.includes(role)) {
      setMember(doc, 'people', person, 'roles', role, true)
      log({ record, field: 'roles', from: null, to: role })
    }
    return ok(undefined)
  },
}
