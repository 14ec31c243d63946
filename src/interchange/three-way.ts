/** What to do with one field that a file and the plan both have. */
export type Verdict = 'same' | 'take' | 'keep' | 'conflict'

/**
 * Three-way comparison. `base` is what the file said the last time; undefined if it never said anything about this field.
 * Without a base, or with an empty one, an empty field takes the file's value, and a filled one stays and is listed.
 */
export function compareThreeWays(base: unknown, ours: unknown, theirs: unknown): Verdict {
  if (isEqual(ours, theirs)) return 'same'
  if (isEmpty(base) && isEmpty(theirs)) return 'keep'
  if (isEmpty(base)) return isEmpty(ours) ? 'take' : 'conflict'
  if (isEqual(base, theirs)) return 'keep'
  return isEqual(base, ours) ? 'take' : 'conflict'
}

/** Sets merge member by member: what the file added or took out since the last time, and nothing else. No conflict is possible. */
export function mergeSets(
  base: readonly string[] | undefined,
  ours: readonly string[],
  theirs: readonly string[],
): { readonly add: string[]; readonly remove: string[] } {
  const [was, here, there] = [new Set(base ?? []), new Set(ours), new Set(theirs)]
  return {
    add: theirs.filter((member) => !was.has(member) && !here.has(member)),
    remove: [...was].filter((member) => !there.has(member) && here.has(member)),
  }
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || value === false
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || (a ?? null) === (b ?? null)
}
