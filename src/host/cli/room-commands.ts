import { InvalidArgumentError, Option } from 'commander'
import type { JoinState, RoomState } from '../../contract/room-calls.ts'
import type { HostEvents } from '../../contract/calls.ts'
import { removalWords } from '../../model/removal-words.ts'
import type { Common, CommandKit } from './command-kit.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'
import { planNamed } from './plans-and-files.ts'
import { toldToEnd } from './told-to-end.ts'

type OnEvent = <E extends keyof HostEvents>(name: E, news: HostEvents[E]) => void

/** How a command stays in the foreground, as a peer without a window. */
export interface StayKit extends CommandKit {
  /** The host that runs already, or one of this process that other commands can reach. */
  onHost(
    options: Common & { mayAdmit?: boolean },
    how: { readonly begins: boolean },
    onEvent: OnEvent,
    act: (host: HostConnection) => Promise<void>,
  ): Promise<void>
  /** Prints one JSON value a line, or words. */
  say(options: Common, json: unknown, words: string): void
  toPort(text: string): number
}

/** `room open`, `room close`, `join`, `peers` and `admit`. */
export function roomCommands({ command, ask, toName, onHost, say, toPort }: StayKit): void {
  const room = command('room', 'opens or closes the room of a plan: other devices of the network can join it')
  const withPlan = (of: ReturnType<typeof command>) =>
    of
      .option('--data <dir>', 'the data folder')
      .option('--json', 'machine-readable output')
      .option('--passphrase-file <file>', 'what an encrypted data folder opens with: the first line of this file')
      .requiredOption('--plan <name|id>', 'the plan', toName)

  withPlan(room.command('open').description('listens for other devices and prints an invite'))
    .option('--port <n>', 'the port to listen on', toPort)
    .option('--for <seconds>', 'ends by itself after so long', toSeconds)
    .option('--anew', 'begins the room anew on this device, where nobody is left who could let it in')
    .option('--may-admit', 'lets `ordinal admit` let devices in here; for a host at which nobody sits')
    .action((options: Common & { plan: string; port?: number; for?: number; mayAdmit?: boolean; anew?: boolean }) =>
      onHost(options, { begins: false }, nothing, async (host) => {
        const plan = await planNamed(host, options.plan)
        const state = await host.call('room.open', {
          plan: plan.id,
          port: options.port ?? null,
          anew: options.anew === true,
        })
        say(options, openedJson(state), openedWords(plan.name, state))
        if (!host.elsewhere) await toldToEnd(options.for).came
      }),
    )

  withPlan(room.command('close').description('says goodbye and listens no more; the plan stays')).action(
    (options: Common & { plan: string }) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const state = await host.call('room.close', { plan: plan.id })
        return { json: openedJson(state), words: `The room of "${plan.name}" is closed.` }
      }),
  )

  command('join', 'joins a room with an invite: a link, or an address and a code')
    .argument('<invite...>', 'as the other host shows it')
    .option('--name <name>', 'how this device is called there', toName)
    .option('--again', 'with a new key, where this device was removed from that room')
    .option('--for <seconds>', 'waits no longer to be let in, and leaves so long after it was', toSeconds)
    .option('--may-admit', 'lets `ordinal admit` let devices in here; for a host at which nobody sits')
    .action(
      async (
        words: string[],
        options: Common & { name?: string; again?: boolean; for?: number; mayAdmit?: boolean },
      ) => {
        const invite = words.join(' ')
        const { name, again = false } = options
        let goesOn = nothing
        let last: JoinState['state'] = 'calling'
        let isIn = false
        const told: OnEvent = (event, news) => {
          if (event !== 'join.changed') return
          const { invite: of, state } = news as HostEvents['join.changed']
          if (of !== invite || state.state === last) return
          last = state.state
          goesOn()
          if (state.state === 'waiting')
            say(options, state, `Show these digits to the person who lets this device in: ${spaced(state.digits)}`)
          if (state.state === 'coming') process.stderr.write('Let in. The plan is on its way.\n')
        }
        await onHost(options, { begins: true }, told, async (host) => {
          const ending = toldToEnd(options.for)
          goesOn = () => ending.again()
          const giveUp = async (): Promise<void> => {
            await ending.came
            if (!isIn) await host.call('room.leaveJoin', { invite })
          }
          giveUp().catch(() => undefined)
          try {
            const ended = await host.call('room.join', { invite, again, ...(name === undefined ? {} : { name }) })
            if (ended.state !== 'in') throw new CommandRefused(notIn(ended))
            isIn = true
            say(options, ended, `In. The plan is ${ended.plan}.`)
            if (host.elsewhere) return
            ending.again()
            await ending.came
            await host.call('room.close', { plan: ended.plan })
            say(options, { state: 'left' }, 'Left.')
          } finally {
            ending.stop()
          }
        })
      },
    )

  command('peers', 'the devices of a room, and those that wait to be let in')
    .option('--plan <name|id>', 'of this plan only', toName)
    .action((options: Common & { plan?: string }) =>
      ask(options, async (host) => {
        const states = await statesOf(host, options.plan)
        const peers = states.flatMap(({ devices }) => devices.filter(({ isThis }) => !isThis))
        const pending = states.flatMap(({ knocks }) => knocks)
        const removals = await removalsOf(host, states)
        return {
          json: {
            peers: peers.map(({ device, name, person, state }) => ({ device, name, person, state })),
            // Without digits: who lets a device in must have read them on its screen.
            pending: pending.map(({ device, name }) => ({ device, name })),
            ...(removals.length === 0 ? {} : { removed: removals }),
          },
          words:
            [
              ...removals.map(({ words }) => words),
              ...peers.map(({ device, name, state }) => `${device}  ${state.padEnd(7)}  ${name}`),
              ...pending.map(({ device, name }) => `${device}  waits    ${name}`),
            ].join('\n') || 'Nobody but this device.',
        }
      }),
    )

  command('admit', 'lets a waiting device in')
    .argument('<device>', 'as `ordinal peers` lists it', toName)
    .addOption(new Option('--digits <n>', 'the six digits that the device itself shows').makeOptionMandatory())
    .action((device: string, options: Common & { digits: string }) =>
      ask(options, async (host) => {
        const plan = (await statesOf(host)).find(({ knocks }) => knocks.some((one) => one.device === device))?.plan
        if (plan === undefined)
          throw new CommandRefused(`No device ${device} is waiting. "ordinal peers" lists who is.`)
        await host.call('room.admit', { plan, device, digits: options.digits })
        return { json: { device, plan }, words: `${device} is in.` }
      }),
    )
}

/** Takes a device out of the rooms that it belongs to. */
export async function removeDevice(
  host: HostConnection,
  device: string,
  options: { plan?: string; why?: string },
): Promise<{ json: unknown; words: string }> {
  const states = await statesOf(host, options.plan)
  const plan = states.find(({ devices }) =>
    devices.some((one) => one.device === device && one.state !== 'removed' && !one.isThis),
  )?.plan
  if (plan === undefined) throw new CommandRefused(`No other device ${device} belongs to a room here.`)
  await host.call('room.remove', { plan, device, why: options.why ?? '' })
  return { json: { device, plan }, words: `${device} has no part in the room any more. What it wrote stays.` }
}

async function statesOf(host: HostConnection, named?: string): Promise<RoomState[]> {
  const open = await host.call('room.plans', undefined)
  const plans =
    named !== undefined
      ? [(await planNamed(host, named)).id]
      : open.length > 0
        ? open
        : (await host.call('plans.list', undefined)).filter(({ damaged }) => damaged === null).map(({ id }) => id)
  const states: RoomState[] = []
  for (const plan of plans) states.push(await host.call('room.state', { plan }))
  return states
}

const nothing = (): void => undefined

function notIn(ended: JoinState): string {
  if (ended.state !== 'refused') return 'It did not come in.'
  return ended.removed === true ? `${ended.why} Say --again; the same invite is good for that.` : ended.why
}

/** Rooms that this device was removed from, and what its person is told of it. */
async function removalsOf(
  host: HostConnection,
  states: readonly RoomState[],
): Promise<{ readonly plan: string; readonly words: string }[]> {
  const plans = await host.call('plans.list', undefined)
  return states.flatMap(({ plan, devices }) => {
    const name = plans.find(({ id }) => id === plan)?.name ?? plan
    const words = removalWords(devices, name, Date.now())
    return words === '' ? [] : [{ plan, words }]
  })
}

function openedJson({ invite, guestUrl, networks, port, trouble }: RoomState): unknown {
  const addresses = networks.map(({ address }) => address)
  return { invite: invite?.link ?? null, guestUrl, addresses, port, ...(trouble === '' ? {} : { trouble }) }
}

function openedWords(plan: string, { invite, guestUrl, networks, port, trouble }: RoomState): string {
  return [
    networks.length === 0
      ? `The room of "${plan}" is open on port ${port}, but this machine is in no network: nobody reaches it until it is.`
      : `The room of "${plan}" is open on port ${port} of ${networks.map(({ name, address }) => `${address} (${name})`).join(', ')}.`,
    ...(invite === null ? [] : [`Invite, good once and for 15 minutes: ${invite.link}`, `To type: ${invite.code}`]),
    ...(guestUrl === '' ? [] : [`For guests: ${guestUrl}`]),
    ...(trouble === '' ? [] : [trouble]),
  ].join('\n')
}

function toSeconds(text: string): number {
  const seconds = Number(text)
  if (!(seconds >= 1 && seconds <= 604_800)) throw new InvalidArgumentError('Seconds are a number from 1 to 604800.')
  return seconds
}

const spaced = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`
