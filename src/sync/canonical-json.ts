/**
 * One text for one value: keys sorted by UTF-16 code unit, no white space, numbers and strings as JSON.stringify writes
 * them. What is signed, hashed or compared is written this way. Members that are undefined are left out; in a list they
 * become null. Throws a TypeError for what JSON cannot hold (NaN, infinities, bigint, functions): that is a bug of the caller.
 */
export function canonicalJson(value: unknown): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON`)
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return Array.isArray(value) ? listToJson(value) : objectToJson(value as Record<string, unknown>)
    default:
      throw new TypeError(`A ${typeof value} has no place in JSON`)
  }
}

function listToJson(list: readonly unknown[]): string {
  let text = ''
  for (let i = 0; i < list.length; i++) text += (i === 0 ? '' : ',') + canonicalJson(list[i] ?? null)
  return `[${text}]`
}

function objectToJson(object: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const key of Object.keys(object).sort()) {
    const value = object[key]
    if (value === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(value)}`
  }
  return `{${text}}`
}
