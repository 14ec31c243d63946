import { dutiesOf, type Duty } from '../../src/sync/membership/duties.ts'
import { deviceIdOf, planIdOf } from '../../src/sync/membership/identity.ts'
import {
  accepting,
  admitting,
  founding,
  having,
  removing,
  renewing,
  wrapping,
  type Newcomer,
  type Seal,
} from '../../src/sync/membership/stating.ts'
import type { Marks, Statement } from '../../src/sync/membership/statement.ts'
import { cheapCrypto } from './record-crypto.ts'
import { SimulatedHost } from './simulated-host.ts'

const { hash } = cheapCrypto()
const NONCE = new Uint8Array(16).fill(7)
const keyOf = (key: number): Uint8Array => new Uint8Array(32).fill(key)
/** Whoever has this noise key can open it: good enough to see for whom it was meant. */
const seal: Seal = (noise, bytes) => Uint8Array.of(...noise, ...bytes)

/** Certifies that host 1 founded it. */
export const ROOM_PLAN = planIdOf(hash, keyOf(1), NONCE)

export const newcomer = (key: number): Newcomer => ({
  device: deviceIdOf(hash, keyOf(key)),
  key: keyOf(key),
  noise: keyOf(100 + key),
  name: `device ${key}`,
  person: null,
})

/** A host of a room: knows nobody but itself until records say who belongs to the plan. */
export class SimulatedMember extends SimulatedHost {
  readonly device: string
  private readonly random: () => number
  private readonly stated = new Set<string>()

  /** `root`: the host that is pinned as the plan's founder here. */
  constructor(key: number, push: (bytes: Uint8Array) => void, random: () => number, root?: number) {
    const { device, key: publicKey } = newcomer(key)
    super(key, push, {
      plan: ROOM_PLAN,
      device,
      deviceKeys: (id) => (id === device ? publicKey : undefined),
      pinnedRoot: root === undefined ? null : keyOf(root),
    })
    this.device = device
    this.random = random
  }

  found(): void {
    const statement = founding(newcomer(this.key), { nonce: NONCE, epochKey: this.freshKey(), seal })
    if (statement !== null) this.state(statement)
  }
  admit(key: number): void {
    this.state(admitting(this.standing(), newcomer(key), { epochKey: this.epochKey(), seal }))
  }
  remove(device: string): void {
    this.state(removing(this.standing(), device, { why: 'lost', epochKey: this.freshKey(), seal }))
  }
  accept(key: number, marks: Marks): void {
    this.state(accepting(newcomer(key), marks))
  }

  isMember(device = this.device): boolean {
    return this.ledger.membership.isMember(device)
  }

  duties(): Duty[] {
    return dutiesOf(this.standing(), this.device, this.aside.all()).filter(
      (duty) => duty.is !== 'had' || !this.stated.has(duty.reason),
    )
  }

  /** States what is to be stated, as a host does by itself. */
  do(duty: Duty): void {
    if (duty.is === 'had') this.stated.add(duty.reason)
    const statement = this.statementFor(duty)
    if (statement !== null) this.state(statement)
  }

  /** The key of the epoch that counts, if this host has it. */
  epochKey(): Uint8Array | null {
    const wrap = this.ledger.membership.epochs().at(-1)?.wrapFor(this.device)
    return wrap?.[0] === 100 + this.key ? wrap.subarray(32) : null
  }

  private statementFor(duty: Duty): Statement | null {
    if (duty.is === 'had') return having(this.standing(), duty.device)
    if (duty.is === 'renew') return renewing(this.standing(), { epochKey: this.freshKey(), seal })
    const [epoch, epochKey] = [this.ledger.membership.epochs().at(-1), this.epochKey()]
    if (epoch === undefined || epochKey === null) return null
    return wrapping(this.standing(), epoch, duty.devices, { epochKey, seal })
  }

  private standing() {
    return { lines: this.ledger.lines, membership: this.ledger.membership }
  }

  private freshKey(): Uint8Array {
    return Uint8Array.from({ length: 32 }, () => Math.floor(this.random() * 256))
  }
}
