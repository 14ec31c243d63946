import type { Result } from '../../model/result.ts'

/** A two-way road for bytes to another host or a phone. Nothing that comes along it can be trusted. */
export interface Pipe {
  /** Of the other end, for limits and for the log. */
  readonly remote: string
  send(bytes: Uint8Array): void
  /** One handler; what came before it was set is handed over then. */
  onBytes(handler: (bytes: Uint8Array) => void): void
  onClose(handler: () => void): void
  /** Bytes that are still on their way out. */
  waiting(): number
  close(): void
}

/** A network interface of this machine that others can reach. */
export interface NetworkPlace {
  readonly name: string
  readonly address: string
}

export interface Listening {
  readonly port: number
  /** Stops listening and closes what came in. */
  close(): Promise<void>
}

/** Asks for a page over plain http; null: there is none. */
export type ServePage = (path: string) => Promise<{ readonly type: string; readonly bytes: Uint8Array } | null>

/** The machine's network, handed in: simulators bring their own. */
export interface Network {
  /** Fails with `port-taken` or `no-network` and a sentence. */
  listen(
    port: number,
    on: { readonly pipe: (pipe: Pipe) => void; readonly page: ServePage },
  ): Promise<Result<Listening>>
  /** Addresses of a machine by the name that a person typed, as the system knows it; none after a few seconds. */
  lookup(name: string): Promise<readonly string[]>
  /** `address` is no name. Null where nobody answers within a few seconds. */
  dial(address: string, port: number): Promise<Pipe | null>
  places(): readonly NetworkPlace[]
  /** Called when the machine's addresses changed. The answer ends it. */
  onPlacesChanged(handler: () => void): () => void
}
