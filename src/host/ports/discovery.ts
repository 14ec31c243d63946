/** Something that announces itself in the network as a room. Who it is, only those can tell who hold its key. */
export interface FoundRoom {
  readonly name: string
  readonly addresses: readonly string[]
  readonly port: number
}

/** Finds rooms nearby without any server. A convenience: networks that block it are not asked for more. */
export interface Discovery {
  /** The answer ends it. */
  announce(name: string, port: number): () => void
  /** Called for each that is found, and again when it moved. The answer ends it. */
  look(found: (room: FoundRoom) => void): () => void
}
