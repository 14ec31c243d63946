import * as v from 'valibot'

/** Building blocks of the validators. Defaults stand for fields that an older version did not write. */
export const text = v.nullish(v.string(), '')
export const ref = v.nullish(v.string(), null)
export const amount = v.nullish(v.number(), null)
export const moment = v.nullish(v.number(), null)
/** A calendar day, YYYY-MM-DD, with no time zone of its own. */
export const day = v.nullish(v.pipe(v.string(), v.isoDate()), null)
export const flag = v.nullish(v.boolean(), false)
export const names = v.nullish(v.array(v.string()), [])
export const json = v.nullish(v.record(v.string(), v.any()), {})
/** Where an imported record came from: the system's name and its key there. */
export const source = v.nullish(v.object({ system: v.string(), key: v.string() }), null)
export interface Source {
  readonly system: string
  readonly key: string
}
