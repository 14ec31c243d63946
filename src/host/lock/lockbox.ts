import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { CallFailed } from '../../contract/calls.ts'
import type { LockState } from '../../contract/lock-calls.ts'
import { ok, type Failure, type Result } from '../../model/result.ts'
import type { Clock } from '../ports/clock.ts'
import { toBase32 } from '../ports/encrypted-names.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { PLAIN, type FilesSpec } from '../ports/files-spec.ts'
import type { Keychain } from '../ports/keychain.ts'
import { createAttempts } from './attempts.ts'
import { openFolder, sealFolder, type Conversion } from './convert-folder.ts'
import { NO_FILE } from './copy-tree.ts'
import { writeKeyFiles, type KeyFile } from './key-file.ts'
import { keyOf } from './key-of-secret.ts'
import { createOuterSeals, type OuterSeals } from './outer-seals.ts'
import { createRecoveryCode, readRecoveryCode } from './recovery-code.ts'
import { isKeyOf, settleFolder } from './sealed-folder.ts'
import { type Cost, keyOfPassphrase, keyOfRecoveryCode, wrapKey } from './wrapped-key.ts'

export interface LockboxParts {
  /** The disk as it is. */
  readonly files: Files
  readonly root: string
  readonly clock: Clock
  readonly machine: string
  readonly keychain: Keychain
  readonly cost: Cost
  readonly secretBytes: (count: number) => Uint8Array
  readonly onFault: (what: string, error: unknown) => void
}

export type TellShare = (done: number, total: number) => void

/**
 * Whether a data folder is encrypted, and its key once somebody opened it. The key lives in memory only. Turning on, off
 * and changing must only be asked for while nobody else has files of the folder open.
 */
export interface Lockbox {
  state(): Promise<LockState>
  /** The disk that plans lie on. Null while it is locked. */
  spec(): FilesSpec | null
  /** What `unlockByKey` takes, for whoever starts this host again. Null while locked, and where nothing is encrypted. */
  key(): Uint8Array | null
  /** By passphrase or recovery code. Rejects with CallFailed. */
  unlock(secret: string): Promise<void>
  /** False where the keychain does not open it. */
  unlockByKeychain(): Promise<boolean>
  /** With what `key` gave. False if it is not this folder's. */
  unlockByKey(key: Uint8Array): boolean
  /** The recovery code. Rejects with CallFailed; the folder is as it was then. */
  encrypt(how: { passphrase: string | null; keychain: boolean }, tell: TellShare): Promise<string>
  decrypt(secret: string, tell: TellShare): Promise<void>
  /** Everything is written anew under another key: what opened the folder before opens nothing in it any more. */
  change(old: string, passphrase: string, tell: TellShare): Promise<string>
  /** Whether a secret is right, without doing anything. Rejects with CallFailed if it is not. */
  check(secret: string): Promise<void>
  readonly outer: OuterSeals
}

const SHORTEST = 8

/** Settles what an earlier start left. Fails where the folder is encrypted and its key files are lost. */
export async function openLockbox(parts: LockboxParts): Promise<Result<Lockbox, Failure>> {
  const { files, root, keychain, onFault } = parts
  const settled = await settleFolder(files, root)
  if (!settled.ok) return settled
  const attempts = createAttempts(parts.clock)
  let sealed: { readonly inside: string; readonly file: KeyFile } | null = null
  let key: Uint8Array | null = null
  if (settled.value !== null) {
    const { inside, key: found } = settled.value
    sealed = { inside, file: found.file }
    // The good copy mends the other; a disk that takes no writing now is no reason not to open.
    if (found.damaged.length > 0)
      await writeKeyFiles(files, join(root, inside), found.file).catch((error: unknown) =>
        onFault(`mending the key file ${found.damaged.join()}`, error),
      )
  }
  const outer = createOuterSeals({
    files,
    root,
    now: () => (sealed === null || key === null ? null : { inside: sealed.inside, key, file: sealed.file }),
    onFault,
  })

  const lockbox: Lockbox = {
    async state() {
      return {
        encrypted: sealed !== null,
        locked: sealed !== null && key === null,
        keychain: sealed?.file.byKeychain != null,
        keychainAvailable: await keychain.isAvailable().catch(() => false),
      }
    },
    spec() {
      if (sealed === null) return PLAIN
      if (key === null) return null
      return { kind: 'encrypted', roots: [{ root, inside: sealed.inside }, ...outer.roots()], key }
    },
    key: () => (sealed === null || key === null ? null : keyWithMark(key, sealed.inside)),
    async unlock(secret) {
      if (sealed === null || key !== null) return
      key = await keyFor(secret)
    },
    async unlockByKeychain() {
      const locked = sealed?.file.byKeychain ?? null
      if (locked === null || sealed === null) return false
      try {
        return (await keychain.isAvailable()) && lockbox.unlockByKey(await keychain.unlock(locked))
      } catch (error) {
        onFault('asking the keychain', error)
        return false
      }
    },
    unlockByKey(given) {
      // What a keychain or a parent process holds may be of an older state of the folder, or of another.
      if (sealed === null) return false
      const own = given.slice(0, 32)
      if (Buffer.compare(given, keyWithMark(own, sealed.inside)) !== 0) return false
      key = own
      return true
    },
    async check(secret) {
      if (sealed !== null) await keyFor(secret)
    },
    async encrypt({ passphrase, keychain: byKeychain }, tell) {
      if (sealed !== null) throw new CallFailed('encrypted', 'This data folder is encrypted already.')
      if (passphrase === null && !byKeychain)
        throw new CallFailed('no-way-in', 'Choose a passphrase, the keychain, or both. Nothing was changed.')
      return seal({ passphrase, byKeychain, serial: 1 }, tell)
    },
    async change(old, passphrase, tell) {
      if (sealed === null) throw new CallFailed('not-encrypted', 'This data folder is not encrypted.')
      await keyFor(old)
      const { byKeychain, serial } = sealed.file
      return seal({ passphrase, byKeychain: byKeychain !== null, serial: serial + 1 }, tell)
    },
    async decrypt(secret, tell) {
      if (sealed === null) throw new CallFailed('not-encrypted', 'This data folder is not encrypted.')
      const right = await keyFor(secret)
      const from = { inside: sealed.inside, key: right }
      await kept(() => openFolder(conversion(tell), from))
      sealed = null
      key = null
      await outer.follow(from)
    },
    outer,
  }
  return ok(lockbox)

  /** Takes the same time whatever is wrong with the secret. */
  async function keyFor(secret: string): Promise<Uint8Array> {
    const { inside, file } = sealed as { inside: string; file: KeyFile }
    const code = readRecoveryCode(secret)
    const found = await attempts.try(() => keyOf(file, secret))
    if (found !== null && (await isKeyOf(found, files, join(root, inside)))) return found
    // With another key the folder would look empty, and what is written into it would be lost to its own.
    if (found !== null)
      throw new CallFailed(
        'other-key',
        `The passphrase is right for the key files in ${join(root, inside)}, but they belong to another folder or to an older state of this one. Put back the ones that were made with it; a copy lies beside the backups in the chosen folder. Nothing was changed.`,
      )
    throw new CallFailed(
      'wrong-passphrase',
      code === 'slip'
        ? 'This looks like a recovery code with a slip in it: one letter is wrong. Nothing was changed.'
        : 'That does not open this data folder. Type the passphrase again, or use the recovery code. Nothing was changed.',
    )
  }

  async function seal(
    { passphrase, byKeychain, serial }: { passphrase: string | null; byKeychain: boolean; serial: number },
    tell: TellShare,
  ): Promise<string> {
    if (passphrase !== null && [...passphrase].length < SHORTEST)
      throw new CallFailed(
        'short',
        `A passphrase has at least ${SHORTEST} letters; four or five words are better. Nothing was changed.`,
      )
    const to = { inside: toBase32(parts.secretBytes(16)), key: parts.secretBytes(32) }
    const code = createRecoveryCode(parts.secretBytes)
    const salt = parts.secretBytes(16)
    const file: KeyFile = {
      v: 1,
      serial,
      cost: parts.cost,
      salt,
      byPassphrase: passphrase === null ? null : wrapKey(to.key, await keyOfPassphrase(passphrase, salt, parts.cost)),
      byRecoveryCode: wrapKey(to.key, keyOfRecoveryCode(readRecoveryCode(code) ?? '', salt)),
      byKeychain: byKeychain ? await inKeychain(to) : null,
    }
    const from = sealed === null || key === null ? null : { inside: sealed.inside, key }
    await kept(() => sealFolder(conversion(tell), from, to, file))
    sealed = { inside: to.inside, file }
    key = to.key
    await outer.follow(from)
    return code
  }

  async function inKeychain({ inside, key: made }: { inside: string; key: Uint8Array }): Promise<Uint8Array> {
    try {
      if (!(await keychain.isAvailable())) throw new Error('not available')
      return await keychain.lock(keyWithMark(made, inside))
    } catch {
      throw new CallFailed(
        'no-keychain',
        'The system’s keychain is not available here. Choose a passphrase. Nothing was changed.',
      )
    }
  }

  function conversion(onProgress: TellShare): Conversion {
    return { files, root, machine: parts.machine, onProgress }
  }

  /** A conversion that fails has changed nothing; what it began is cleared away. */
  async function kept(convert: () => Promise<void>): Promise<void> {
    try {
      await convert()
    } catch (error) {
      const after = await settleFolder(files, root).catch(() => null)
      // It may have failed after the step that decides: then it is done all the same.
      if (after?.ok === true && (after.value?.inside ?? null) !== (sealed?.inside ?? null)) return
      const code = codeOf(error)
      throw new CallFailed(
        'not-converted',
        `The files could not be written anew: ${whyNotConverted(code, error)}. Everything is as it was.`,
      )
    }
  }
}

function whyNotConverted(code: string, error: unknown): string {
  if (code === 'ENOSPC') return 'the disk is full; about as much room is needed as the data folder takes'
  if (code === NO_FILE)
    return `${(error as Error).message} is a link, a pipe or something else that is no file of Ordinal’s; move it out of the data folder`
  return code || 'the disk failed'
}

/** A key with a sum that ties it to its folder. */
function keyWithMark(key: Uint8Array, inside: string): Uint8Array {
  const sum = createHash('sha256').update(`ordinal key of|${inside}|`).update(key).digest()
  return new Uint8Array(Buffer.concat([key, sum]))
}
