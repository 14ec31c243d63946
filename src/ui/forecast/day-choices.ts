import type { Goal } from '../../model/goal.ts'
import type { Sprint } from '../../model/sprint.ts'
import { addDays, shortDay } from '../days.ts'

/** A day that a forecast may be asked for, and where it comes from. */
export interface DayChoice {
  readonly id: string
  readonly name: string
  readonly day: string
}

/**
 * Days worth asking for: the next ends of sprints and the days by which goals are due, the nearest first, each day once. Only
 * days that are not over.
 */
export function dayChoices(sprints: readonly Sprint[], goals: readonly Goal[], today: string): DayChoice[] {
  const choices: DayChoice[] = []
  for (const { id, name, end, state } of sprints)
    if (end !== null && state !== 'finished') choices.push({ id: `sprint:${id}`, name: `end of ${name}`, day: end })
  for (const { id, title, due } of goals) if (due !== null) choices.push({ id: `goal:${id}`, name: title, day: due })
  return choices
    .filter(({ day }) => day >= today)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.name.localeCompare(b.name)))
    .map((choice) => ({ ...choice, name: `${shortDay(choice.day)}, ${choice.name}` }))
}

/** Asked for first: the end of the next sprint that is planned, else of the one that runs, else four weeks from now. */
export function usualDay(sprints: readonly Sprint[], today: string): string {
  const ends = (state: string): string[] =>
    sprints.flatMap((sprint) =>
      sprint.state === state && sprint.end !== null && sprint.end >= today ? [sprint.end] : [],
    )
  return ends('planned').sort()[0] ?? ends('running').sort()[0] ?? addDays(today, 28)
}
