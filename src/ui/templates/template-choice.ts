import { templatesInOrder, type Template } from '../../model/template.ts'

/** What a new item may begin with: templates of its kind first, then the others, and nothing at all (null) last. */
export function templateChoices(templates: Iterable<Template>, kind: string): readonly (Template | null)[] {
  const all = templatesInOrder(templates)
  return [...all.filter((one) => one.kind === kind), ...all.filter((one) => one.kind !== kind), null]
}

/** The next one or the one before, round and round. */
export function nextChoice(choices: readonly (Template | null)[], now: Template | null, by: 1 | -1): Template | null {
  const at = choices.findIndex((one) => one?.id === now?.id)
  return choices[(at + by + choices.length) % choices.length] ?? null
}

/** What a new item of this kind begins with if nobody chooses. */
export function usualTemplate(choices: readonly (Template | null)[], kind: string): Template | null {
  const [first = null] = choices
  return first?.kind === kind ? first : null
}
