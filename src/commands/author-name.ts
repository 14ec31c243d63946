import type { CommandContext } from './command.ts'

/**
 * The author's name as it is kept with what they said, '' where nobody knows it. A guest's name is what they typed: it never
 * stands there as if it were a person's of the plan.
 */
export function authorName({ author, plan }: Pick<CommandContext, 'author' | 'plan'>): string {
  if (author.guest !== undefined) return `${author.guest} (guest)`
  return author.person === null ? '' : (plan.row('people', author.person)?.name ?? '')
}
