/**
 * The system's place for secrets of this user, as the desktop shell reaches it. A host without a shell has none. Each
 * rejects where the system refuses.
 */
export interface Keychain {
  /** False too where the system would keep a secret no better than a file does. */
  isAvailable(): Promise<boolean>
  /** Bytes that only this user on this machine can turn back. */
  lock(secret: Uint8Array): Promise<Uint8Array>
  unlock(locked: Uint8Array): Promise<Uint8Array>
}

export const NO_KEYCHAIN: Keychain = {
  isAvailable: async () => false,
  lock: () => Promise.reject(new Error('There is no keychain here.')),
  unlock: () => Promise.reject(new Error('There is no keychain here.')),
}
