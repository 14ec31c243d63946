import { createItem } from '../../src/commands/create-item.ts'
import { renamePlan } from '../../src/commands/plan-facts.ts'
import { createCarrier, type Carrier, type CarrierPace } from '../../src/host/carrier/carrier.ts'
import type { MailServer } from '../../src/host/carrier/mail-server.ts'
import { openDeviceNotes } from '../../src/host/device-notes.ts'
import { historyHere } from '../../src/host/history/history.ts'
import type { PlanHost } from '../../src/host/plan-host.ts'
import { createPlans } from '../../src/host/plans.ts'
import { clock } from '../../src/host/ports/clock.ts'
import type { Files } from '../../src/host/ports/files.ts'
import { createMemoryFiles } from '../../src/host/ports/memory-files.ts'
import type { LinkIdentity } from '../../src/host/room/greet.ts'
import { createRoomMembers, type RoomMembers } from '../../src/host/room/room-members.ts'
import { verifyEd25519 } from '../../src/host/vault/record-crypto.ts'
import { openVault } from '../../src/host/vault/vault.ts'
import { seededRandom } from './in-memory-plan.ts'

/** As fast as a test wants it. */
export const QUICK: Partial<CarrierPace> = { batch: 5, spread: 20, lost: 20, tidy: 40, retry: 30 }

/** A host on a disk in memory that hears of others only through a server, or when a test hands it something. */
export interface CarriedHost {
  readonly device: string
  readonly plan: string
  readonly keys: { readonly publicKey: Uint8Array; readonly noise: Uint8Array }
  readonly members: RoomMembers
  readonly identity: LinkIdentity & { readonly id: string }
  readonly faults: string[]
  host(): PlanHost
  carrier(): Carrier
  /** What was told last of how the server stands. */
  told(): ReturnType<Carrier['state']> | null
  connect(server: MailServer, pace?: Partial<CarrierPace>): Carrier
  disconnect(): Promise<void>
  edit(title: string): Promise<void>
  titles(): string[]
  /** Lets another host in, which gets all that is here, as in a room. */
  letIn(other: CarriedHost): Promise<void>
  /** Gives another host all that is here. */
  tell(other: CarriedHost): Promise<void>
  stop(): Promise<void>
}

const AUTHOR = { person: 'po1', role: 'po', forTeam: null }

/** A host with a plan of its own, or, told its id, with an empty one of somebody else's. */
export async function carriedHost(
  seed: number,
  name: string,
  plan?: string,
  disk: { readonly files: Files; readonly root: string } = { files: createMemoryFiles(), root: '/data' },
): Promise<CarriedHost> {
  const random = seededRandom(seed)
  const { files, root } = disk
  const faults: string[] = []
  const opened = await openVault({
    files,
    root,
    clock,
    random,
    snapshotWorker: null,
    // An image of a machine's disk is opened while the first goes on; the machine's name, and so its key, is the same.
    processes: { pid: seed, machine: async () => 'machine', lives: async () => false, birthOf: async () => null },
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const vault = opened.value
  const notes = await openDeviceNotes({
    read: (name) => vault.readNote(name),
    write: (name, value) => vault.writeNote(name, value),
  })
  if (!notes.ok) throw new Error(notes.error.message)
  const plans = createPlans({
    vault,
    history: historyHere(files),
    notes: notes.value,
    now: () => clock.now(),
    random,
    newId: () => Array.from({ length: 16 }, () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)]).join(''),
    onFault: (what, error) => faults.push(`${what}: ${String(error)}`),
  })
  let host = plan === undefined ? await plans.create() : await plans.takeIn(plan)
  const { id } = host
  if (plan === undefined) await host.run(AUTHOR, renamePlan, { name: 'Ferry timetable' })
  const now = (): PlanHost => (host = plans.opened(id) ?? host)
  const { device } = vault
  const identity = {
    id: device.id,
    publicKey: device.publicKey,
    sign: (bytes: Uint8Array) => device.sign(bytes),
    verify: verifyEd25519,
    noise: device.noise,
    random: (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
  }
  const members = createRoomMembers(now, identity, () => ({ name, person: '' }))
  let carrier: Carrier | null = null
  let told: ReturnType<Carrier['state']> | null = null

  const one: CarriedHost = {
    device: device.id,
    plan: id,
    keys: { publicKey: device.publicKey, noise: device.noise.publicKey },
    members,
    identity,
    faults,
    host: now,
    carrier: () => carrier as Carrier,
    told: () => told,
    connect(server, pace = {}) {
      carrier = createCarrier({
        host: now,
        members,
        identity,
        kind: 'y-websocket',
        url: 'memory',
        server,
        clock,
        random,
        onChanged() {
          told = carrier?.state() ?? null
        },
        onFault: (what, error) => faults.push(`${what}: ${String(error)}`),
        pace: { ...QUICK, ...pace },
      })
      return carrier
    },
    async disconnect() {
      await carrier?.stop()
      carrier = null
    },
    async edit(title) {
      await now().run(AUTHOR, createItem, { title, at: 'bottom' })
    },
    titles: () => [...now().plan.rows('items').values()].map(({ title }) => title).sort(),
    async letIn(other) {
      await members.admit({ device: other.device, ...other.keys, name: 'somebody', person: null })
      await one.tell(other)
    },
    async tell(other) {
      const wanted = Object.entries(now().ledger.frontier()).map(([client, [to]]) => ({
        client: Number(client),
        from: 1,
        to,
      }))
      for (let from: number | null = 0; from !== null;) {
        const batch: { records: readonly Uint8Array[]; next: number | null } = await now().peers.read(wanted, from)
        await other.host().receive(batch.records, one.device)
        from = batch.next
      }
    },
    async stop() {
      await one.disconnect()
      await plans.closeAll()
      await vault.close()
    },
  }
  return one
}
