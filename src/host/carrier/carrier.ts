import type { ServerState } from '../../contract/room-calls.ts'
import { tagFor } from '../../sync/carrier/letter.ts'
import { LETTER_SIZE } from '../../sync/carrier/padding.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { LinkIdentity } from '../room/greet.ts'
import type { RoomMembers } from '../room/room-members.ts'
import type { Box } from './box.ts'
import { createBoxes } from './boxes.ts'
import type { MailServer } from './mail-server.ts'
import { createPacker, decoded } from './pack-records.ts'
import { createReading, FROM_SERVER } from './reading.ts'
import { isFull, isUntidy, LARGEST_BOX, MANY_SMALL, surplusMoves, tidy } from './tidying.ts'
import { putLacking } from './writing.ts'

export interface CarrierParts {
  /** The plan as it is open now; it may be opened anew. */
  readonly host: () => PlanHost
  readonly members: RoomMembers
  readonly identity: LinkIdentity & { readonly id: string }
  readonly kind: ServerState['kind']
  /** Without anything secret. */
  readonly url: string
  readonly server: MailServer
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly onChanged: () => void
  readonly onFault: (what: string, error: unknown) => void
  readonly pace?: Partial<CarrierPace>
}

/** Milliseconds, but for the last two. */
export interface CarrierPace {
  /** Own records that are made within it go together. */
  readonly batch: number
  /** Others may put the same: each waits up to so long before it puts what is lacking. */
  readonly spread: number
  /** The first pause after somebody took away what was there; it doubles each time. */
  readonly lost: number
  readonly tidy: number
  /** Before the first new try to reach the server. */
  readonly retry: number
  readonly manySmall: number
  /** Bytes. */
  readonly largest: number
}

const PACE: CarrierPace = {
  batch: 250,
  spread: 3_000,
  lost: 2_000,
  tidy: 20_000,
  retry: 1_000,
  manySmall: MANY_SMALL,
  largest: LARGEST_BOX,
}
/** Records of one letter of this host's own. */
const MOST_IN_BATCH = 256
const LONGEST_LOST_PAUSE_MS = 600_000
/** After so long without a loss the next one counts as the first. */
const CALM_MS = 3_600_000
const LOOK_MS = 60_000

/**
 * Carries a plan's records over somebody else's Yjs server, for those who are not in the room: all that this host holds and
 * the mailbox lacks goes in, encrypted; all that lies in it goes through the gate. The journal is the truth, the mailbox may
 * lose or bring back whatever it likes.
 */
export interface Carrier {
  state(): ServerState
  /** The plan was opened anew, or who belongs to it changed. */
  look(): void
  /** Whether all that is held here lies there, and the other way round. */
  isLevel(): boolean
  /** What was just made is still put there. */
  stop(): Promise<void>
}

export function createCarrier(parts: CarrierParts): Carrier {
  const { host, members, identity, clock } = parts
  const pace = { ...PACE, ...parts.pace }
  let isOver = false
  let isLost = false
  let isUp = false
  let attached: PlanHost | null = null
  let detach = (): void => undefined
  let made: Uint8Array[] = []
  let madeBytes = 0
  let losses = 0
  let lastLoss = 0
  let told = ''
  /** One thing at a time is put into the mailbox. */
  let putting: Promise<unknown> = Promise.resolve()
  const timers = new Map<string, () => void>()

  const boxes = createBoxes({
    ...parts,
    retryMs: pace.retry,
    onChanged(_, lost) {
      if (isOver) return
      isLost ||= lost
      soon('look', 0, look)
    },
  })
  const reading = createReading({
    ...parts,
    boxes: boxes.all,
    onRead(took) {
      if (took > 0) soon('look', 0, look)
      else afterReading()
    },
  })
  look()

  return {
    state,
    look,
    isLevel,
    async stop() {
      if (isOver) return
      await flush().catch(() => undefined)
      isOver = true
      reading.stop()
      if (isUp) host().live.linkDown(FROM_SERVER)
      detach()
      for (const stop of timers.values()) stop()
      await putting
      boxes.close()
    },
  }

  function look(): void {
    if (isOver) return
    attach()
    if (isMember()) boxes.look()
    else boxes.close()
    noteLink()
    reading.look()
    soon('look-again', LOOK_MS, look)
    tell()
  }

  /** All that could be read was read. */
  function afterReading(): void {
    const main = boxes.main()
    if (isOver || main === null || !main.isReady()) return tell()
    if (isUp) host().live.caughtUp(FROM_SERVER)
    if (isLacking(main)) soon('put', pauseBeforePutting(), () => void inTurn(() => putAll()))
    else isLost = false
    if (boxes.olderDoors().length > 0) soon('keys', pace.spread, leaveKeys)
    if (isUntidy(main, reading.isDone, pace.manySmall) || isFull(main, pace.largest) || hasLeftover())
      soon('tidy', pace.tidy, () => void inTurn(tidyUp))
    tell()
  }

  function pauseBeforePutting(): number {
    if (!isLost) return pace.spread
    if (clock.now() - lastLoss > CALM_MS) losses = 0
    lastLoss = clock.now()
    isLost = false
    return Math.min(LONGEST_LOST_PAUSE_MS, pace.lost * 2 ** Math.min(20, losses++))
  }

  async function putAll(): Promise<void> {
    const main = boxes.main()
    if (main === null || !main.isReady()) return
    const isStillMain = (): boolean => !isOver && boxes.main() === main
    await putLacking(host(), main, isStillMain)
    soon('look', 0, look)
  }

  async function tidyUp(): Promise<void> {
    const main = boxes.main()
    if (main === null || !isSettled()) return
    const isStillMain = (): boolean => !isOver && boxes.main() === main
    if (isUntidy(main, reading.isDone, pace.manySmall))
      await tidy(host(), main, reading.isDone, isStillMain, pace.manySmall)
    const door = boxes.door()
    if (!isStillMain() || door?.isReady() !== true) return
    if (isFull(main, pace.largest)) {
      door.put({ is: 'moved', to: boxes.generation() + 1 })
      return soon('look', 0, look)
    }
    // What lies in mailboxes of before lies in this one: there it is only in the way.
    if (isLacking(main)) return
    for (const box of boxes.earlier()) {
      box.take(surplusMoves(box))
      box.take([...box.shelf.all()].filter(reading.isDone).map(({ name }) => name))
    }
  }

  function hasLeftover(): boolean {
    return boxes
      .earlier()
      .some((box) => box.isReady() && (surplusMoves(box).length > 0 || [...box.shelf.all()].some(reading.isDone)))
  }

  /** In each mailbox of an older key the newest one, sealed for each member: whoever missed the change goes on from there. */
  function leaveKeys(): void {
    const newest = host().ledger.membership.epochs().at(-1)
    if (isOver || newest === undefined || newest.wrapFor(identity.id) === undefined) return
    const wraps = members.all().flatMap(({ device, removed }) => {
      const wrap = removed === null ? newest.wrapFor(device) : undefined
      return wrap === undefined ? [] : [[tagFor(device, newest.hash), wrap] as const]
    })
    for (const box of boxes.olderDoors()) {
      if (!box.isReady()) continue
      const left = [...box.notes.values()].flatMap((note) =>
        note.is === 'keys' && note.epoch === newest.hash ? note.wraps.map(([tag]) => tag) : [],
      )
      if (wraps.some(([tag]) => !left.includes(tag))) box.put({ is: 'keys', epoch: newest.hash, wraps })
    }
  }

  /** People are shown what came in while they were away: from when on they are not is told here. */
  function noteLink(): void {
    const { live, plan } = host()
    const isHere = boxes.main()?.link().state === 'here'
    if (isHere === isUp) return
    isUp = isHere
    if (isHere) live.linkUp(FROM_SERVER, plan.rows('items').size === 0 ? 'first' : 'again')
    else live.linkDown(FROM_SERVER)
  }

  function attach(): void {
    const now = host()
    if (now === attached) return
    detach()
    attached = now
    isUp = false
    const stops = [
      now.peers.onMade((bytes) => {
        made.push(bytes)
        madeBytes += bytes.length
        if (made.length >= MOST_IN_BATCH || madeBytes >= LETTER_SIZE) void flush()
        else soon('flush', pace.batch, () => void flush())
      }),
      // Somebody of the room made it, who may have no link to the server.
      now.peers.onCame(() => soon('came', pace.spread, look)),
    ]
    detach = () => stops.forEach((stop) => stop())
  }

  function flush(): Promise<void> {
    const batch = made
    made = []
    madeBytes = 0
    if (batch.length === 0) return Promise.resolve()
    return inTurn(async () => {
      // Where it cannot be put now it is lacking later.
      const box = boxes.main()
      if (box === null || !box.isReady()) return
      const packer = createPacker(Math.max(0, host().ledger.lines.size() - batch.length))
      const letters = []
      for (const record of decoded(batch)) letters.push(...(await packer.add(record)))
      letters.push(...(await packer.end()))
      if (boxes.main() === box) for (const letter of letters) box.put(letter)
    })
  }

  function isSettled(): boolean {
    return boxes.main()?.isReady() === true && reading.isIdle()
  }

  function isLevel(): boolean {
    return made.length === 0 && isSettled() && !isLacking(boxes.main() as Box)
  }

  function isLacking(box: Box): boolean {
    const { ledger, peers } = host()
    if (box.shelf.coverage(ledger.lines.markAt).lacking(ledger.frontier()).length > 0) return true
    const there = box.shelf.out()
    return peers.out().some((name) => !there.has(name))
  }

  function isMember(): boolean {
    return members.isMember(identity.id)
  }

  function state(): ServerState {
    const { kind, url } = parts
    const away = (trouble: string): ServerState => ({ kind, url, state: 'away', trouble })
    if (!isMember())
      return away('This device does not belong to the plan’s room (any more), so it has no key for what lies there.')
    if (boxes.trouble() !== '') return away(boxes.trouble())
    const main = boxes.main()
    if (main === null) return away('This device has no key of the room yet. It gets one from any device of the room.')
    return { kind, url, ...main.link(), isLevel: isLevel() }
  }

  function tell(): void {
    const now = JSON.stringify(state())
    if (now === told) return
    told = now
    parts.onChanged()
  }

  function inTurn(act: () => Promise<void>): Promise<void> {
    const next = putting.then(() => (isOver ? undefined : act()))
    putting = next.catch((error: unknown) => {
      // A plan that is closed or opened anew meanwhile is put from its journal later.
      if (!(error instanceof Error) || !('type' in error)) parts.onFault('the server', error)
    })
    void putting.then(() => isOver || tell())
    return putting as Promise<void>
  }

  /** Once for all that ask meanwhile; a little earlier or later each time, but for what is wanted at once. */
  function soon(what: string, milliseconds: number, act: () => void): void {
    if (isOver || timers.has(what)) return
    const wait = ['look', 'flush'].includes(what) ? milliseconds : milliseconds * (0.25 + 0.75 * parts.random())
    timers.set(
      what,
      clock.after(wait, () => {
        timers.delete(what)
        if (!isOver) act()
      }),
    )
  }
}
