import { columnsOf, wrongColumns, type Board, type BoardColumn } from '../model/board.ts'
import { createId } from '../model/id.ts'
import { ok } from '../model/result.ts'
import type { Command, CommandContext } from './command.ts'
import { editsBoardOf, worksIn } from './policy.ts'
import { setStage } from './pull-item.ts'
import { badValue, create, edit, liveRow, type BadValue, type Missing } from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface SetBoard {
  readonly team: string
  /** From left to right. A column keeps its id when it is renamed or moved; what stood in one that is gone goes to the first of its stage. */
  readonly columns: readonly BoardColumn[]
}

/** A team agrees on the columns of its board and on how much work each takes. */
export const setBoard: Command<SetBoard, Missing | BadValue> = {
  name: 'board.columns',
  allowed: (ctx, { team }) => editsBoardOf(ctx, team),
  run(ctx, { team: id, columns }) {
    const team = liveRow(ctx, 'teams', id)
    if (!team.ok) return team
    const wrong = wrongColumns(columns)
    if (wrong !== null) return badValue('columns', wrong)
    const tidy = columns.map(({ id, name, stage, limit }) => ({ id, name: name.trim(), stage, limit }))
    const board = boardOf(ctx, id)
    if (board === undefined) create(ctx, 'boards', createId(ctx.random), { team: id, columns: tidy }, team.value.name)
    else edit(ctx, 'boards', board, 'columns', tidy)
    return ok(undefined)
  },
}

export interface MoveToColumn {
  readonly item: string
  readonly column: string
}

/** A Developer moves work on the team's board: into a column, and with it to that column's stage. */
export const moveToColumn: Command<MoveToColumn, Missing | BadValue | WrongState> = {
  name: 'item.column',
  allowed: (ctx, { item }) => worksIn(ctx, ctx.plan.row('items', item)?.sprint ?? null),
  run(ctx, { item: id, column }) {
    const item = liveRow(ctx, 'items', id)
    if (!item.ok) return item
    const sprint = item.value.sprint === null ? undefined : ctx.plan.row('sprints', item.value.sprint)
    if (sprint === undefined) return wrongState('This item is in no sprint, so it stands on no board.')
    const into = columnsOf(sprint.team, ctx.plan.rows('boards').values()).find((one) => one.id === column)
    if (into === undefined) return badValue('column', 'The team’s board has no such column any more.')
    edit(ctx, 'items', item.value, 'column', column)
    return item.value.stage === into.stage ? ok(undefined) : setStage.run(ctx, { item: id, stage: into.stage })
  },
}

/** The one that counts: see columnsOf. */
function boardOf(ctx: Pick<CommandContext, 'plan'>, team: string): Board | undefined {
  return [...ctx.plan.rows('boards').values()]
    .filter((board) => board.team === team && board.deleted === null)
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0]
}
