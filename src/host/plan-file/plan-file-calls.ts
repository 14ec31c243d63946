import { join } from 'node:path'
import type { HandlersOf } from '../../contract/call.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { PLAN_FILE_CALLS } from '../../contract/plan-file-calls.ts'
import type { Seat } from '../hub.ts'
import type { Cost } from '../lock/wrapped-key.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Plans } from '../plans.ts'
import type { Clock } from '../ports/clock.ts'
import { fileNameOf } from '../file-name.ts'
import { codeOf, type Files } from '../ports/files.ts'
import type { RoomMembers } from '../room/room-members.ts'
import type { RoomNotes } from '../room/room-notes.ts'
import type { Vault } from '../vault/vault.ts'
import { createIncomingFile, type IncomingFile } from './incoming-file.ts'
import { mergePlanFile } from './merge-plan-file.ts'
import { openPlanFile } from './read-plan-file.ts'
import { aboutPlan, recordsToShare } from './records-to-share.ts'
import { createShelf } from './shelf.ts'
import { createStrangers } from './strangers.ts'
import { createTransfers } from './transfers.ts'
import { writePlanFile } from './write-plan-file.ts'

export interface PlanFilesParts {
  readonly vault: Pick<Vault, 'root' | 'device' | 'plans' | 'planFolder'>
  readonly plans: Plans
  readonly notes: RoomNotes
  readonly files: () => Files
  /** Called before anything is written beside the plans. */
  readonly take: () => Promise<void>
  readonly membersOf: (plan: string, host: () => PlanHost) => RoomMembers
  readonly ownName: () => { readonly name: string; readonly person: string }
  readonly clock: Clock
  /** From a source of secrets. */
  readonly random: (length: number) => Uint8Array
  readonly newId: () => string
  readonly cost?: Cost | undefined
  readonly onPlans: () => void
  readonly onStrangers: (plan: string) => void
  readonly onFault: (what: string, error: unknown) => void
}

export interface PlanFiles {
  readonly calls: HandlersOf<typeof PLAN_FILE_CALLS, Seat>
  stop(): Promise<void>
}

/** What windows and commands ask of plans as files. */
export function createPlanFiles(parts: PlanFilesParts): PlanFiles {
  const { vault, plans, notes, clock, newId, random } = parts
  const outgoing = createTransfers<AsyncGenerator<Uint8Array>>({
    clock,
    newId,
    onFault: parts.onFault,
    end: async (pieces) => void (await pieces.return(undefined)),
  })
  const incoming = createTransfers<IncomingFile>({ clock, newId, onFault: parts.onFault, end: (file) => file.drop() })
  const foundBy = async (plan: string): Promise<void> => {
    const host = await plans.open(plan)
    await parts.membersOf(plan, () => plans.opened(plan) ?? host).found()
  }
  const strangers = createStrangers({
    shelf: createShelf({ ...parts, planFolder: vault.planFolder, now: () => clock.now() }),
    open: (plan) => plans.open(plan),
    found: foundBy,
    own: (plan) => vault.device.forPlan(plan).id,
    person: () => parts.ownName().person || null,
  })
  const gone = (): Promise<never> =>
    Promise.reject(new CallFailed('no-file', 'This file was dropped, since nobody asked after it. Begin again.'))

  return {
    calls: {
      'planFile.share': async (seat, { plan, passphrase, files }) => {
        await foundBy(plan)
        const host = await plans.open(plan)
        const { id, publicKey } = vault.device.forPlan(plan)
        const about = aboutPlan(host, { device: id, key: publicKey, name: parts.ownName().name }, clock.now())
        const pieces = writePlanFile({
          about,
          records: recordsToShare(host),
          ...(files ? { files: host.attachments.whole() } : {}),
          passphrase,
          random,
          cost: parts.cost,
          onRecords: (done) =>
            seat.send('job.progress', { job: file, what: 'Writing the plan file', done, total: about.records }),
        })
        const file = outgoing.add(pieces)
        return { file, fileName: fileNameOf(about.name, 'ordinal') }
      },
      'planFile.read': (_, { file }) =>
        outgoing.use(file, async (pieces) => {
          const piece = await pieces.next()
          return piece.done === true ? null : piece.value
        }) ?? gone(),
      'planFile.begin': async () => {
        await parts.take()
        const file = createIncomingFile(parts.files(), join(vault.root, 'plans'), newId())
        return { file: incoming.add(await file.catch(diskFailed)) }
      },
      'planFile.write': (_, { file, bytes }) =>
        incoming.use(file, (arriving) => arriving.add(bytes).catch(diskFailed)) ?? gone(),
      'planFile.merge': (seat, { file, passphrase }) =>
        incoming.use(file, async (source) => {
          const opened = await openPlanFile(source, passphrase)
          if (!opened.ok) throw new CallFailed(opened.error.type, opened.error.message)
          const { plan, ...report } = await mergePlanFile(opened.value, {
            isHere: async (id) => (await vault.plans()).includes(id),
            open: (id) => plans.open(id),
            make,
            unmake,
            strangers,
            tell: (what, done, total) => seat.send('job.progress', { job: file, what, done, total }),
          })
          await plans.noteSummary(await plans.open(plan))
          parts.onPlans()
          if (report.aside > 0) parts.onStrangers(plan)
          const summary = (await plans.list()).find(({ id }) => id === plan)
          if (summary === undefined) throw new CallFailed('no-plan', 'The plan was removed meanwhile.')
          return { ...report, plan: summary }
        }) ?? gone(),
      'planFile.drop': async (_, { file }) => {
        await outgoing.drop(file)
        await incoming.drop(file)
      },
      'planFile.strangers': (_, { plan }) => strangers.list(plan),
      'planFile.accept': async (_, { plan, device }) => {
        const report = await strangers.accept(plan, device)
        parts.onStrangers(plan)
        return report
      },
      'planFile.turnAway': async (_, { plan, device }) => {
        await strangers.turnAway(plan, device)
        parts.onStrangers(plan)
      },
    },
    async stop() {
      await outgoing.stop()
      await incoming.stop()
    },
  }

  async function make(plan: string, root: Uint8Array | null): Promise<void> {
    if (root !== null) await notes.change(plan, { root: Buffer.from(root).toString('base64url') })
    await plans.takeIn(plan)
    parts.onPlans()
  }

  async function unmake(plan: string): Promise<void> {
    await plans.remove(plan)
    await notes.change(plan, { root: null })
  }
}

function diskFailed(error: unknown): never {
  const code = codeOf(error)
  if (code === '') throw error
  throw new CallFailed('disk', `The file could not be kept for reading (${code}). Nothing was changed.`)
}
