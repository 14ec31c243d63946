import { fail, ok } from '../../src/model/result.ts'
import type { Listening, Network, NetworkPlace, Pipe } from '../../src/host/ports/network.ts'

/** A network of machines in memory. Bytes arrive in order, one message a turn of the loop. */
export interface MemoryNetwork {
  machine(address: string): Network & { move(address: string): void }
  /** Cuts all pipes between two addresses and lets no new ones be made; `heal` ends that. */
  cut(a: string, b: string): void
  heal(): void
  /** From now on nobody can listen at this address, with this sentence; empty ends that. */
  break(address: string, why: string): void
  /** From now on this name leads to these addresses. */
  name(name: string, addresses: readonly string[]): void
  /** All bytes that went over the wire since the last time, in order. */
  readonly seen: { readonly from: string; readonly to: string; readonly bytes: Uint8Array }[]
}

interface End {
  readonly pipe: Pipe
  deliver(bytes: Uint8Array): void
  end(): void
}

export function createMemoryNetwork(): MemoryNetwork {
  const doors = new Map<string, (pipe: Pipe) => void>()
  const cuts = new Set<string>()
  const open = new Set<{ a: string; b: string; close: () => void }>()
  const seen: MemoryNetwork['seen'] = []
  const edge = (a: string, b: string): string => [a, b].sort().join(' ')
  const names = new Map<string, readonly string[]>()
  const broken = new Map<string, string>()
  let port = 40_000

  const connect = (from: string, to: string): [Pipe, Pipe] => {
    let isOpen = true
    const ends: End[] = []
    const makeEnd = (own: string, other: string, index: 0 | 1): End => {
      let handler: ((bytes: Uint8Array) => void) | null = null
      const early: Uint8Array[] = []
      const closers: (() => void)[] = []
      return {
        deliver(bytes) {
          if (handler === null) early.push(bytes)
          else handler(bytes)
        },
        end: () => closers.splice(0).forEach((closer) => closer()),
        pipe: {
          remote: other,
          send(bytes) {
            if (!isOpen) return
            const copy = bytes.slice()
            seen.push({ from: own, to: other, bytes: copy })
            setImmediate(() => {
              if (isOpen) ends[1 - index]?.deliver(copy)
            })
          },
          onBytes(next) {
            handler = next
            for (const bytes of early.splice(0)) next(bytes)
          },
          onClose(closer) {
            if (isOpen) closers.push(closer)
            else closer()
          },
          waiting: () => 0,
          close() {
            // What was sent before still arrives.
            setImmediate(() => setImmediate(close))
          },
        },
      }
    }
    const close = (): void => {
      if (!isOpen) return
      isOpen = false
      open.delete(entry)
      for (const end of ends) end.end()
    }
    const entry = { a: from, b: to, close }
    open.add(entry)
    ends.push(makeEnd(from, to, 0), makeEnd(to, from, 1))
    return [(ends[0] as End).pipe, (ends[1] as End).pipe]
  }

  return {
    seen,
    cut(a, b) {
      cuts.add(edge(a, b))
      for (const one of [...open]) if (edge(one.a, one.b) === edge(a, b)) one.close()
    },
    heal: () => cuts.clear(),
    break: (address, why) => void broken.set(address, why),
    name: (name, addresses) => void names.set(name, addresses),
    machine(first) {
      let address = first
      const changed = new Set<() => void>()
      return {
        move(next) {
          address = next
          for (const handler of changed) handler()
        },
        async listen(wanted, on) {
          const why = broken.get(address) ?? ''
          if (why !== '') return fail({ type: 'no-network', message: why })
          const chosen = wanted === 0 ? ++port : wanted
          const name = `${address}:${chosen}`
          if (doors.has(name))
            return fail({ type: 'port-taken', message: `Port ${chosen} is used by another program.` })
          doors.set(name, on.pipe)
          const listening: Listening = {
            port: chosen,
            close: async () => void doors.delete(name),
          }
          return ok(listening)
        },
        lookup: async (name) => names.get(name) ?? [],
        async dial(to, toPort) {
          const door = doors.get(`${to}:${toPort}`)
          if (door === undefined || cuts.has(edge(address, to))) return null
          const [mine, theirs] = connect(address, to)
          setImmediate(() => door(theirs))
          return mine
        },
        places: (): NetworkPlace[] => [{ name: 'net0', address }],
        onPlacesChanged(handler) {
          changed.add(handler)
          return () => void changed.delete(handler)
        },
      }
    },
  }
}
