import { safeStorage } from 'electron'

/** The system's place for secrets of this user, as Electron reaches it. */
export interface ShellKeychain {
  available(): boolean
  lock(secret: Uint8Array): Uint8Array
  /** Throws where the system does not give it back. */
  unlock(locked: Uint8Array): Uint8Array
}

export const systemKeychain: ShellKeychain = {
  available() {
    if (!safeStorage.isEncryptionAvailable()) return false
    // Without a keyring Linux would encrypt with a word that stands in Chromium's source: that protects nothing.
    return process.platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
  },
  lock: (secret) => new Uint8Array(safeStorage.encryptString(Buffer.from(secret).toString('base64'))),
  unlock: (locked) => new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(locked)), 'base64')),
}
