import type { Component } from 'svelte'

/** Something that can be chosen from a list. */
export interface Choice {
  readonly id: string
  readonly name: string
  /** Smaller, at the end of its line. */
  readonly hint?: string
  /** A kind of item, shown as its icon. */
  readonly kind?: string
  readonly icon?: Component
  /** What people commit to is set in the serif. */
  readonly serif?: boolean
}

/** How many are offered at once; typing finds the others. */
export const MAX_OFFERED = 60

/** Those whose name holds all typed words, names that begin with the text first. */
export function offered(choices: readonly Choice[], text: string): readonly Choice[] {
  const wanted = text.trim().toLocaleLowerCase()
  if (wanted === '') return choices.slice(0, MAX_OFFERED)
  const words = wanted.split(/\s+/)
  const found = choices.filter((choice) => {
    const name = `${choice.name} ${choice.hint ?? ''}`.toLocaleLowerCase()
    return words.every((word) => name.includes(word))
  })
  const begins = (choice: Choice): number => (choice.name.toLocaleLowerCase().startsWith(wanted) ? 0 : 1)
  return found.sort((a, b) => begins(a) - begins(b)).slice(0, MAX_OFFERED)
}
