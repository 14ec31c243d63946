import { execFileSync, spawn, type ChildProcess } from 'node:child_process'

/** Machines of their own network each, joined by a bridge that is in a namespace too: nothing of it touches this machine's. */
export interface NetSpaces {
  /** A machine with this address on the bridge. */
  machine(name: string, address: string): NetMachine
  remove(): void
}

export interface NetMachine {
  readonly name: string
  spawn(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess
  /** Pulls the cable, or puts it back. */
  cable(isIn: boolean): void
  /** Another address in place of the one before. */
  move(address: string): void
  /** One more interface on a bridge of its own number. */
  alsoOn(bridge: number, address: string): void
  /** Packets to the multicast address of DNS-SD go nowhere. */
  blockMulticast(): void
  /** `tc netem` on its interface, such as `delay 100ms loss 5%`. */
  weather(words: string): void
  /** Of all packets that come to it so many in a hundred are lost, and no more than so many kilobits a second go out. */
  loses(percent: number, kilobits: number): void
}

/** Whether this process may make network namespaces. */
export function canMakeNetSpaces(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const name = `ordinal-try-${process.pid}`
  try {
    ip('netns', 'add', name)
    ip('netns', 'del', name)
    return true
  } catch {
    return false
  }
}

/** Whether the kernel has `tc netem`. */
export function canDelay(): boolean {
  return canInSpace((space) => inSpace(space, 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'))
}

/** Whether packets can be dropped by chance. */
export function canLose(): boolean {
  return canInSpace((space) => dropSome(space, 1))
}

function canInSpace(act: (space: string) => void): boolean {
  if (!canMakeNetSpaces()) return false
  const name = `ordinal-can-${process.pid}`
  ip('netns', 'add', name)
  try {
    act(name)
    return true
  } catch {
    return false
  } finally {
    ip('netns', 'del', name)
  }
}

function dropSome(space: string, percent: number): void {
  inSpace(space, 'nft', 'add', 'table', 'inet', 'weather')
  inSpace(space, 'nft', 'add', 'chain', 'inet', 'weather', 'in', '{ type filter hook input priority 0; }')
  inSpace(
    space,
    'nft',
    'add',
    'rule',
    'inet',
    'weather',
    'in',
    'numgen',
    'random',
    'mod',
    '100',
    '<',
    `${percent}`,
    'drop',
  )
}

let made = 0

export function createNetSpaces(): NetSpaces {
  // Names of interfaces have at most 15 letters.
  const prefix = `o${(process.pid % 46_656).toString(36)}${(made++).toString(36)}`
  const hub = `${prefix}-hub`
  const spaces: string[] = []
  const bridges = new Set<number>()
  const make = (space: string): void => {
    ip('netns', 'add', space)
    spaces.push(space)
    inSpace(space, 'ip', 'link', 'set', 'lo', 'up')
  }
  const bridge = (number: number): string => {
    const name = `br${number}`
    if (!bridges.has(number)) {
      inSpace(hub, 'ip', 'link', 'add', name, 'type', 'bridge', 'mcast_snooping', '0')
      inSpace(hub, 'ip', 'link', 'set', name, 'up')
      bridges.add(number)
    }
    return name
  }
  make(hub)
  let cables = 0
  const plug = (space: string, number: number, address: string): { inside: string; outside: string } => {
    const [inside, outside] = [`net${number}`, `${prefix}p${++cables}`]
    inSpace(hub, 'ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', space)
    inSpace(hub, 'ip', 'link', 'set', outside, 'master', bridge(number), 'up')
    inSpace(space, 'ip', 'addr', 'add', `${address}/24`, 'dev', inside)
    inSpace(space, 'ip', 'link', 'set', inside, 'up')
    inSpace(space, 'ip', 'route', 'replace', '224.0.0.0/4', 'dev', inside)
    return { inside, outside }
  }
  return {
    machine(name, address) {
      const space = `${prefix}-${name}`
      make(space)
      const { inside, outside } = plug(space, 0, address)
      let now = address
      return {
        name,
        spawn: (command, args, env) =>
          spawn('ip', ['netns', 'exec', space, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env }),
        cable: (isIn) => inSpace(hub, 'ip', 'link', 'set', outside, isIn ? 'up' : 'down'),
        move(next) {
          inSpace(space, 'ip', 'addr', 'add', `${next}/24`, 'dev', inside)
          inSpace(space, 'ip', 'addr', 'del', `${now}/24`, 'dev', inside)
          // The new one may have been the second of its net, which goes with the first.
          try {
            inSpace(space, 'ip', 'addr', 'add', `${next}/24`, 'dev', inside)
          } catch {
            // It stayed.
          }
          inSpace(space, 'ip', 'route', 'replace', '224.0.0.0/4', 'dev', inside)
          now = next
        },
        alsoOn: (number, other) => void plug(space, number, other),
        blockMulticast: () => inSpace(space, 'ip', 'route', 'replace', 'blackhole', '224.0.0.0/4'),
        weather(words) {
          inSpace(space, 'tc', 'qdisc', 'replace', 'dev', inside, 'root', 'netem', ...words.split(' '))
        },
        loses(percent, kilobits) {
          dropSome(space, percent)
          const shape = ['tbf', 'rate', `${kilobits}kbit`, 'burst', '32kbit', 'latency', '400ms']
          inSpace(space, 'tc', 'qdisc', 'replace', 'dev', inside, 'root', ...shape)
        },
      }
    },
    remove() {
      for (const space of spaces.splice(0))
        try {
          ip('netns', 'del', space)
        } catch {
          // It is gone already.
        }
    },
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

function inSpace(space: string, ...command: string[]): void {
  ip('netns', 'exec', space, ...command)
}
