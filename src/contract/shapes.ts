import * as v from 'valibot'

/** Shapes that several calls take. */
export const planId = v.pipe(v.string(), v.minLength(1), v.maxLength(64))
export const shortName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
export const roleName = v.pipe(v.string(), v.maxLength(40))
/** Of a person, an item, a device and the like, also with the name of its table before it. */
export const recordId = v.pipe(v.string(), v.maxLength(200))
export const author = v.object({
  person: v.nullable(recordId),
  role: v.nullable(roleName),
  forTeam: v.nullable(recordId),
})
export const nothing = v.undefined()
/** A path or a passphrase: longer than a name, and never trimmed. */
export const longText = v.pipe(v.string(), v.maxLength(4_000))
