import { extname } from 'node:path'
import { bySessionTime, phaseOfSession, type Session } from '../../model/session.ts'
import { pulledWords } from '../../model/planning-words.ts'
import { sessionToMarkdown } from '../../model/session-markdown.ts'
import { heldWords, summaryHead } from '../../model/session-words.ts'
import type { Common, CommandKit } from './command-kit.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'
import { planNamed, writeWhole } from './plans-and-files.ts'

/** `sessions` and `summary`: what sessions came to. */
export function sessionCommands({ command, ask, toName }: CommandKit): void {
  command('sessions', 'lists the sessions of a plan, newest first')
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .action((options: Common & { plan: string }) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const sessions = await sessionsOf(host, plan.id)
        return {
          json: { plan: plan.id, sessions: sessions.map(({ agenda: _, ...session }) => session) },
          words: sessions.length === 0 ? 'No session was planned or held yet.' : sessions.map(lineOf).join('\n'),
        }
      }),
    )
  command('summary [session]', 'the summary of a session, by its name or id; the last one that was held')
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .option('--out <file>', 'write it there: .md or .pdf')
    .action((name: string | undefined, options: Common & { plan: string; out?: string }) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const session = sessionNamed(await sessionsOf(host, plan.id), name)
        const markdown = sessionToMarkdown(session, plan.name)
        if (markdown === null)
          throw new CommandRefused(`“${session.title}” has no summary yet. It is written when the session ends.`)
        if (options.out === undefined)
          return { json: { plan: plan.id, session: session.id, markdown }, words: markdown.trimEnd() }
        const isPdf = extname(options.out).toLowerCase() === '.pdf'
        const content = isPdf
          ? await host.call('plan.printPdf', { plan: plan.id, page: 'A4', session: session.id })
          : markdown
        await writeWhole(options.out, content)
        return {
          json: { plan: plan.id, session: session.id, out: options.out, bytes: Buffer.byteLength(content) },
          words: `Wrote the summary of “${session.title}” to ${options.out}.`,
        }
      }),
    )
}

/** Newest first. */
async function sessionsOf(host: HostConnection, plan: string): Promise<readonly Session[]> {
  const { text } = await host.call('plan.export', { plan, format: 'ordinal-json', files: false })
  const { sessions } = JSON.parse(text) as { sessions: readonly Session[] }
  return sessions.filter(({ deleted }) => deleted === null).sort(bySessionTime)
}

/** Of several of one name the newest that was held. */
function sessionNamed(sessions: readonly Session[], name: string | undefined): Session {
  const held = sessions.filter((session) => phaseOfSession(session) === 'over')
  const found =
    name === undefined
      ? held[0]
      : (sessions.find(({ id }) => id === name) ??
        held.find(({ title }) => title === name) ??
        sessions.find(({ title }) => title === name))
  if (found !== undefined) return found
  throw new CommandRefused(
    name === undefined
      ? 'No session was held in this plan yet.'
      : `There is no session “${name}” in this plan. "ordinal sessions" lists them.`,
  )
}

function lineOf(session: Session): string {
  const phase = phaseOfSession(session)
  const when = phase === 'planned' ? (session.day === null ? 'to come' : `to come, ${session.day}`) : heldWords(session)
  const came =
    session.planned !== null
      ? pulledWords(session.planned)
      : session.summary === null
        ? ''
        : summaryHead(session.summary)
  const what = phase === 'on' ? 'on' : came
  return [session.id, session.title, when, what].filter((words) => words !== '').join('  ')
}
