import type { Result } from '../model/result.ts'
import { phaseOfSession, type Session, type SessionPhase } from '../model/session.ts'
import type { CommandContext } from './command.ts'
import { liveRow, type Missing } from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface SessionOnly {
  readonly session: string
}

const PHASE_WORDS: Readonly<Record<SessionPhase, string>> = {
  planned: 'This session has not been started yet.',
  on: 'This session is on already.',
  over: 'This session is over. Plan another one.',
}

/** The session, if this can be done in the phase that it is in. */
export function sessionIn(
  ctx: CommandContext,
  id: string,
  ...phases: readonly SessionPhase[]
): Result<Session, Missing | WrongState> {
  const row = liveRow(ctx, 'sessions', id)
  if (!row.ok) return row
  const phase = phaseOfSession(row.value)
  return phases.includes(phase) ? row : wrongState(PHASE_WORDS[phase])
}
