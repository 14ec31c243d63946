import * as v from 'valibot'
import type { Envelope, Knowledge } from '../model/envelope.ts'
import { ATTACHMENT_CALLS, type AttachmentEvents } from './attachment-calls.ts'
import { BACKUP_CALLS } from './backup-calls.ts'
import { call, type Call, type HandlersOf } from './call.ts'
import { CONFLICT_CALLS, type ConflictEvents } from './conflict-calls.ts'
import { HEALTH_CALLS } from './health-calls.ts'
import { HISTORY_CALLS } from './history-calls.ts'
import type {
  DiskStatus,
  HostInfo,
  PlanSummary,
  Presence,
  Profile,
  Progress,
  Settings,
  VerifyReport,
} from './host-info.ts'
import { IMPORT_FORMATS, type ImportReport } from './import-report.ts'
import { LOCK_CALLS, type LockState } from './lock-calls.ts'
import { PLAN_FILE_CALLS } from './plan-file-calls.ts'
import { SERVER_CALLS } from './server-calls.ts'
import { ROUND_CALLS } from './round-calls.ts'
import { ROOM_CALLS, type JoinState, type RoomState } from './room-calls.ts'
import type { ChangeLine, PushAnswer, RecordNews, UndoAnswer, Welcome } from './plan-messages.ts'
import { author, nothing, planId as plan, roleName as role, shortName as name } from './shapes.ts'

/**
 * What a window may ask of its host. One value: the host must answer each call and no other (a type error otherwise),
 * the argument is parsed with the schema that stands here before it is looked at.
 */
// Typed by hand: what is sent may be readonly, and bytes may lie in any kind of buffer.
const bytes: v.GenericSchema<Uint8Array> = v.instance(Uint8Array)
const knowledge = v.record(v.string(), v.tuple([v.number(), v.number()])) as unknown as v.GenericSchema<Knowledge>
const entry = v.object({
  name: v.string(),
  record: v.string(),
  field: v.string(),
  from: v.unknown(),
  to: v.unknown(),
  why: v.string(),
})
const envelope = v.object({
  client: v.number(),
  seq: v.number(),
  after: knowledge,
  author,
  time: v.number(),
  change: v.pipe(v.string(), v.maxLength(64)),
  entries: v.array(entry),
  update: bytes,
  forks: v.optional(v.string()),
}) as unknown as v.GenericSchema<Envelope>

/** Whether a host would read this as an edit: what a cache gave back may be anything. */
export const isEnvelope = (value: unknown): value is Envelope => v.is(envelope, value)

const importChoices = v.object({
  format: v.nullable(v.picklist(IMPORT_FORMATS)),
  mapping: v.nullable(v.record(v.string(), v.string())),
  kinds: v.record(v.string(), v.string()),
  dates: v.nullable(v.picklist(['day-first', 'month-first'])),
})

export const HOST_CALLS = {
  ...ATTACHMENT_CALLS,
  ...HISTORY_CALLS,
  ...BACKUP_CALLS,
  ...HEALTH_CALLS,
  ...LOCK_CALLS,
  ...CONFLICT_CALLS,
  ...ROOM_CALLS,
  ...ROUND_CALLS,
  ...PLAN_FILE_CALLS,
  ...SERVER_CALLS,
  'host.info': call<HostInfo>()(nothing),
  /** A link that opens one more window, good once and for 60 s. Empty under Electron, which opens windows itself. */
  'host.freshUrl': call<string>()(nothing),
  'host.verify': call<VerifyReport>()(nothing),
  'profile.set': call<Profile>()(v.object({ name, role })),
  'settings.set': call<Settings>()(
    v.partial(
      v.object({
        theme: v.picklist(['system', 'light', 'dark', 'room']),
        singleKeys: v.boolean(),
        roomOutlivesWindows: v.boolean(),
        foldMiddle: v.boolean(),
        foldAfter: v.number(),
        forecastLines: v.record(plan, v.object({ day: v.string(), whose: v.string() })),
      }),
    ),
  ),
  'plans.list': call<PlanSummary[]>()(nothing),
  'plans.create': call<PlanSummary>()(v.object({ name })),
  'plans.sample': call<PlanSummary>()(nothing),
  'plans.rename': call<PlanSummary>()(v.object({ plan, name })),
  'plans.duplicate': call<PlanSummary>()(v.object({ plan, name: v.nullable(name) })),
  'plans.archive': call<PlanSummary>()(v.object({ plan, archived: v.boolean() })),
  'plans.remove': call<{ copy: string }>()(v.object({ plan })),
  'plan.open': call<Welcome>()(
    v.object({ plan, lease: v.nullable(v.number()), acknowledged: knowledge, stateVector: bytes }),
  ),
  'plan.close': call<void>()(v.object({ plan, client: v.number() })),
  'plan.push': call<PushAnswer>()(v.object({ plan, envelopes: v.array(envelope) })),
  'plan.undo': call<UndoAnswer>()(v.object({ plan, change: v.string(), author })),
  'plan.log': call<ChangeLine[]>()(
    v.object({ plan, record: v.nullable(v.string()), before: v.nullable(v.number()), limit: v.number() }),
  ),
  'plan.presence': call<void>()(
    v.object({
      plan,
      screen: v.string(),
      item: v.nullable(v.string()),
      role: v.string(),
      /** This window shows the shared screen; others may follow it. */
      drives: v.optional(v.boolean(), false),
      hand: v.optional(v.boolean(), false),
    }),
  ),
  'import.preview': call<ImportReport>()(
    v.object({ job: v.string(), plan: v.nullable(plan), fileName: v.string(), bytes, choices: importChoices }),
  ),
  'import.run': call<ImportReport>()(
    v.object({
      job: v.string(),
      plan: v.nullable(plan),
      newPlanName: v.nullable(name),
      fileName: v.string(),
      bytes,
      choices: importChoices,
      author,
    }),
  ),
  'import.cancel': call<void>()(v.object({ job: v.string() })),
  'plan.export': call<{ fileName: string; text: string }>()(
    v.object({
      plan,
      format: v.picklist(['ordinal-json', 'csv', 'markdown']),
      /** With the bytes of attached files, where the format can hold them. */
      files: v.optional(v.boolean(), false),
    }),
  ),
  /** The roadmap; with `session` the summary of that session. */
  'plan.printPdf': call<Uint8Array>()(
    v.object({
      plan,
      page: v.picklist(['A4', 'A3']),
      session: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
    }),
  ),
} as const

export type HostCallName = keyof typeof HOST_CALLS
export type CallArgs<N extends HostCallName> = v.InferInput<(typeof HOST_CALLS)[N]['args']>
export type CallAnswer<N extends HostCallName> =
  (typeof HOST_CALLS)[N] extends Call<v.GenericSchema, infer R> ? R : never

/** The host's side: exactly one handler a call. */
export type HostHandlers<Ctx> = HandlersOf<typeof HOST_CALLS, Ctx>

/** What a host tells a window without being asked. */
export interface HostEvents extends ConflictEvents, AttachmentEvents {
  'plan.records': { plan: string; records: RecordNews[] }
  'plan.presence': { plan: string; here: Presence[] }
  /** What a window's document holds is not what counts any more (a split line was found): open the plan anew. */
  'plan.anew': { plan: string }
  'plan.disk': { plan: string; status: DiskStatus }
  'plans.changed': undefined
  'settings.changed': Settings
  /** Backups were made, proven or thinned, or their folder came or went. */
  'backups.changed': undefined
  /** Something of a plan's files was found damaged, mended, held back or taken out: ask health.state. */
  'health.changed': { plan: string | null }
  'job.progress': Progress
  /** The data folder was locked, opened, encrypted or decrypted. */
  'lock.changed': LockState
  'room.changed': { plan: string; state: RoomState }
  'join.changed': { invite: string; state: JoinState }
  /** A room was found, or one is not heard of any more: ask room.nearby. */
  'nearby.changed': undefined
  /** What is kept aside of devices that do not belong to the room is different: ask planFile.strangers. */
  'strangers.changed': { plan: string }
}

/** The window's side. A failed call rejects with CallFailed; `message` is a sentence for people. */
export interface HostLink {
  call<N extends HostCallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>>
  on<E extends keyof HostEvents>(event: E, handler: (news: HostEvents[E]) => void): () => void
  /** Up, or away since a moment; called at once with the present state. */
  onState(handler: (up: boolean) => void): () => void
}

export class CallFailed extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}
