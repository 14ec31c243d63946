import { Option } from 'commander'
import type { ServerState } from '../../contract/room-calls.ts'
import { SERVER_KINDS } from '../../contract/server-calls.ts'
import type { Common, CommandKit } from './command-kit.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'
import { firstLineOf } from './secret-file.ts'
import { planNamed } from './plans-and-files.ts'

interface ConnectOptions extends Common {
  plan: string
  server?: string
  kind: ServerState['kind']
  tokenFile?: string
  off?: boolean
}

const LONGEST_TOKEN = 4_000
/** How long a server has to answer, and how long what is new has to get there where no other host goes on. */
const ANSWER_MS = 12_000
const LEVEL_MS = 60_000
const ASK_AGAIN_MS = 100

/** `connect`: carries a plan over an existing Yjs server, for members who are not in the room. */
export function connectServerCommand({ command, ask, toName }: CommandKit): void {
  command('connect', 'connects a plan to a Yjs server, which gets encrypted records only; says how it stands')
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .option('--server <url>', 'the server, as wss://plans.example.org')
    .addOption(new Option('--kind <kind>', 'what the server is').choices(SERVER_KINDS).default('y-websocket'))
    .option('--token-file <file>', 'the first line of this file is the token that lets in')
    .option('--off', 'connect no more; what lies on the server stays there')
    .action((options: ConnectOptions) =>
      ask(options, async (host) => {
        const { server: url, kind, tokenFile, off } = options
        if (off === true && url !== undefined) throw new CommandRefused('Say either --server or --off.')
        if (tokenFile !== undefined && url === undefined)
          throw new CommandRefused('A token goes with an address: say --server too. Nothing was changed.')
        const plan = await planNamed(host, options.plan)
        if (off === true) await host.call('room.connect', { plan: plan.id, server: null })
        else if (url !== undefined) {
          const token = tokenFile === undefined ? '' : await tokenIn(tokenFile)
          await host.call('room.connect', { plan: plan.id, server: { kind, url, token } })
        }
        const state = await settled(host, plan.id)
        return { json: { plan: plan.id, server: state }, words: wordsOf(plan.name, state) }
      }),
    )
}

/** The state once the server answered, or did not. Where no other host goes on, what is new gets there before this one ends. */
async function settled(host: HostConnection, plan: string): Promise<ServerState | null> {
  const began = Date.now()
  for (;;) {
    const { server } = await host.call('room.state', { plan })
    if (server === null) return null
    const { isLevel = false, ...state } = server
    const waited = Date.now() - began
    const isDone =
      state.state === 'connecting'
        ? waited > ANSWER_MS
        : state.state === 'away' || host.elsewhere || isLevel || waited > LEVEL_MS
    if (isDone) return state
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
  }
}

function wordsOf(plan: string, state: ServerState | null): string {
  if (state === null) return `"${plan}" is connected to no server.`
  const how = {
    here: 'The server is reached. It gets encrypted records only.',
    connecting: 'The server has not answered yet. Ordinal goes on trying while the plan is open.',
    away: `${state.trouble} Ordinal goes on trying while the plan is open.`,
  }
  return `"${plan}" is connected to ${state.url} (${state.kind}). ${how[state.state]}`
}

async function tokenIn(file: string): Promise<string> {
  const token = (await firstLineOf(file, 'token')).trim()
  if (token === '' || token.length > LONGEST_TOKEN)
    throw new CommandRefused(`The first line of ${file} is no token. Nothing was changed.`)
  return token
}
