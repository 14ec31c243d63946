import { CallFailed } from '../../contract/calls.ts'
import type { ServerState } from '../../contract/room-calls.ts'
import { SERVER_KINDS } from '../../contract/server-calls.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { LinkIdentity } from '../room/greet.ts'
import type { RoomMembers } from '../room/room-members.ts'
import { createCarrier, type Carrier } from './carrier.ts'
import { hocuspocusServer } from './hocuspocus-server.ts'
import type { MailServer } from './mail-server.ts'
import { parseServerAddress } from './server-address.ts'
import { yWebsocketServer } from './y-websocket-server.ts'

export interface ServerSetting {
  readonly kind: ServerState['kind']
  readonly url: string
  /** Secret; empty for none. */
  readonly token: string
}

export interface CarriersParts {
  readonly open: (plan: string) => Promise<PlanHost>
  readonly opened: (plan: string) => PlanHost | undefined
  readonly membersOf: (plan: string, host: () => PlanHost) => RoomMembers
  /** This device, as it is in a plan. */
  readonly identityIn: (plan: string) => LinkIdentity & { readonly id: string }
  readonly clock: Clock
  readonly random: () => number
  /** The note as it was read; a damaged one counts as never written. */
  readonly saved: unknown
  readonly write: (settings: Readonly<Record<string, ServerSetting>>) => Promise<void>
  readonly onChanged: (plan: string) => void
  readonly onFault: (what: string, error: unknown) => void
  /** Tests bring their own. */
  readonly serverOf?: (setting: ServerSetting) => MailServer
}

/** Which plans are carried over which servers. They run while their plan is open; on a host that stays each is opened for it. */
export interface Carriers {
  state(plan: string): ServerState | null
  /** Rejects with CallFailed for an address that is none. */
  connect(plan: string, setting: ServerSetting | null): Promise<void>
  /** Also when it was opened anew. */
  planOpened(plan: string): void
  /** Opens all connected plans, one after the other: nobody may sit here who would. Resolves once each was tried. */
  openAll(): Promise<void>
  /** The plan is about to be removed: nothing of it goes to a server from here on. */
  planLeaves(plan: string): Promise<void>
  /** It is removed: a plan of that id that comes back is connected to none. */
  planRemoved(plan: string): Promise<void>
  stop(): Promise<void>
}

export function createCarriers(parts: CarriersParts): Carriers {
  const settings = readSettings(parts.saved)
  const running = new Map<string, Carrier>()
  let isOver = false

  return {
    state(plan) {
      const setting = settings.get(plan)
      if (setting === undefined) return null
      const { kind, url } = setting
      return running.get(plan)?.state() ?? { kind, url, state: 'connecting', trouble: '' }
    },
    async connect(plan, setting) {
      const host = await parts.open(plan)
      if (setting !== null) {
        const url = parseServerAddress(setting.url.trim(), setting.token !== '')
        if (!url.ok) throw new CallFailed(url.error.type, url.error.message)
        // Without a founder there is no key that only members have.
        await parts.membersOf(plan, () => parts.opened(plan) ?? host).found()
        settings.set(plan, { ...setting, url: url.value })
      } else settings.delete(plan)
      await parts.write(Object.fromEntries(settings))
      const before = running.get(plan)
      running.delete(plan)
      await before?.stop()
      start(plan)
      parts.onChanged(plan)
    },
    planOpened(plan) {
      const carrier = running.get(plan)
      // It is being opened: in a moment it can be asked for.
      parts.clock.after(0, () => (carrier === undefined ? start(plan) : carrier.look()))
    },
    async openAll() {
      for (const plan of [...settings.keys()]) {
        if (isOver) return
        await parts.open(plan).catch((error: unknown) => {
          const isGone = error instanceof CallFailed && error.type === 'no-plan'
          if (!isGone) parts.onFault('opening a connected plan', error)
        })
      }
    },
    async planLeaves(plan) {
      const carrier = running.get(plan)
      running.delete(plan)
      await carrier?.stop()
    },
    async planRemoved(plan) {
      if (settings.delete(plan)) await parts.write(Object.fromEntries(settings))
    },
    async stop() {
      isOver = true
      await Promise.all([...running.values()].map((carrier) => carrier.stop()))
    },
  }

  function start(plan: string): void {
    const setting = settings.get(plan)
    let host = parts.opened(plan)
    if (isOver || setting === undefined || host === undefined || running.has(plan)) return
    const now = (): PlanHost => (host = parts.opened(plan) ?? (host as PlanHost))
    const { kind, url } = setting
    running.set(
      plan,
      createCarrier({
        ...parts,
        identity: parts.identityIn(plan),
        host: now,
        members: parts.membersOf(plan, now),
        kind,
        url,
        server: (parts.serverOf ?? serverOf)(setting),
        onChanged: () => parts.onChanged(plan),
      }),
    )
  }

  function serverOf({ kind, url, token }: ServerSetting): MailServer {
    const { clock } = parts
    return kind === 'hocuspocus' ? hocuspocusServer({ url, token, clock }) : yWebsocketServer({ url, token, clock })
  }
}

function readSettings(saved: unknown): Map<string, ServerSetting> {
  if (typeof saved !== 'object' || saved === null) return new Map()
  return new Map(Object.entries(saved).filter((entry): entry is [string, ServerSetting] => isSetting(entry[1])))
}

function isSetting(value: unknown): value is ServerSetting {
  if (typeof value !== 'object' || value === null) return false
  const { kind, url, token } = value as Readonly<Record<string, unknown>>
  return SERVER_KINDS.includes(kind as ServerState['kind']) && typeof url === 'string' && typeof token === 'string'
}
