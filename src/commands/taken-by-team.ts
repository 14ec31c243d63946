import type { Item } from '../model/item.ts'
import type { CommandContext } from './command.ts'
import { wrongState, type WrongState } from './sprints.ts'

/**
 * Why one of these items cannot be set aside: a team has it in a sprint that is not over, and nothing leaves one unseen. Null
 * where none is. `left` says what was not done then, as in "nothing was deleted".
 */
export function takenByTeam(
  { plan }: Pick<CommandContext, 'plan'>,
  items: readonly Item[],
  left: string,
): WrongState | null {
  for (const { title, sprint: id } of items) {
    const sprint = id === null ? undefined : plan.row('sprints', id)
    if (sprint === undefined || sprint.deleted !== null || sprint.state === 'finished') continue
    const wayOut =
      sprint.state === 'running'
        ? `is in “${sprint.name}”, which is running. Take it out by a change of the sprint first`
        : `is in “${sprint.name}”. Its Developers return it to the backlog first`
    return wrongState(`“${title}” ${wayOut}; ${left}.`).error
  }
  return null
}
