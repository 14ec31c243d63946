import type { HostInfo } from '../contract/host-info.ts'
import type { HandlersOf } from '../contract/call.ts'
import type { LOCK_CALLS } from '../contract/lock-calls.ts'
import type { Random } from '../model/id.ts'
import type { Result } from '../model/result.ts'
import type { DeviceNotes } from './device-notes.ts'
import type { Hub, Seat } from './hub.ts'
import type { Cost } from './lock/wrapped-key.ts'
import type { Clock } from './ports/clock.ts'
import type { Discovery } from './ports/discovery.ts'
import type { Files } from './ports/files.ts'
import type { FilesSpec } from './ports/files-spec.ts'
import type { Folders } from './ports/folders.ts'
import type { Keychain } from './ports/keychain.ts'
import type { Network } from './ports/network.ts'
import type { Processes } from './ports/processes.ts'
import type { LocalServer } from './server/local-server.ts'
import type { SessionKeys } from './server/session-keys.ts'
import type { HeldFolder } from './vault/vault.ts'

/** What a host is started with. */
export interface HostOptions {
  readonly dataFolder: string
  readonly shell: HostInfo['shell']
  /** Where the built pages lie. */
  readonly pages: string
  /** Worker files beside this one, as the build named them. Null does the work in this thread, as tests do. */
  readonly workers: {
    readonly snapshot: string | null
    readonly import: string | null
    readonly history: string | null
    readonly backup?: string | null
    readonly check?: string | null
  }
  readonly samplePlan: string
  readonly onFault: (what: string, error: unknown) => void
  /** The disk; the machine's where it is left out. */
  readonly files?: Files
  /** What is asked of other folders of the machine; the machine's where it is left out. */
  readonly folders?: Folders
  /** Time, chance and other processes; the machine's where they are left out. Simulators bring their own. */
  readonly clock?: Clock
  /** Must be a source of secrets where the folder is a real one. */
  readonly random?: Random
  readonly processes?: Processes
  /** The system's, as the shell reaches it; none where it is left out. */
  readonly keychain?: Keychain
  /** What a passphrase costs; tests take less. */
  readonly passphraseCost?: Cost
  /** What `onKey` gave an earlier host of this folder: an encrypted one is open at once. */
  readonly heldKey?: () => Promise<Uint8Array | null>
  /** Told whenever the key that opens the folder is another; null: it needs none. For memory only. */
  readonly onKey?: (key: Uint8Array | null) => void
  /** The channels of all windows were closed although the host goes on: they need new ones. */
  readonly onWindowsSentAway?: () => void
  /** The machine's network; simulators bring their own. */
  readonly network?: Network
  /** How rooms are found nearby; null: not at all. Multicast DNS where it is left out and the network is the machine's. */
  readonly discovery?: Discovery | null
  /** It goes on for long: plans that are connected to a server are opened by themselves, whoever comes or does not. */
  readonly stays?: boolean
  /** Whether somebody sits here who may let devices in; true where it is left out. */
  readonly mayAdmit?: boolean
  /** Prints through the shell where there is one. */
  readonly printInShell?: (url: string) => Promise<Uint8Array>
}

export interface RunningHost {
  readonly hub: Pick<Hub, 'welcome' | 'tell' | 'windows'>
  readonly dataFolder: string
  /** Whether it waits for its passphrase. */
  isLocked(): boolean
  /** By passphrase or recovery code. Rejects with CallFailed. Does nothing where it is open. */
  unlock(secret: string): Promise<void>
  /** Serves the pages on 127.0.0.1; the same server when asked again. */
  serve(port: number | null): Promise<Result<LocalServer>>
  /** Answers commands of this user from other processes. */
  listenForCommands(): Promise<void>
  /** Everything on disk, snapshots made, lines given back. */
  shutDown(): Promise<void>
}

/** What is there before the plans are, and stays when they are closed and opened again. */
export interface Surroundings {
  /** This process has the data folder. */
  readonly held: HeldFolder
  /** The disk that everything lies on, as a worker is told; asked at each start of one. */
  readonly disk: () => FilesSpec
  /** The same disk. Changes when encryption is turned on or off: ask again. */
  readonly files: () => Files
  readonly isEncrypted: () => boolean
  /** What Ordinal keeps in this folder outside is encrypted as the data folder is. */
  readonly protect: (folder: string) => void
  readonly lockCalls: HandlersOf<typeof LOCK_CALLS, Seat>
  readonly keys: SessionKeys
  readonly server: () => LocalServer | null
  readonly welcome: Hub['welcome']
}

export interface OpenedHost {
  readonly hub: Hub
  readonly notes: DeviceNotes
  shutDown(): Promise<void>
}
