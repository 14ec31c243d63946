import { afterEach, expect, test, vi } from 'vitest'

const safeStorage = vi.hoisted(() => ({
  isEncryptionAvailable: vi.fn(() => true),
  getSelectedStorageBackend: vi.fn(() => 'gnome_libsecret'),
  encryptString: vi.fn((text: string) => Buffer.from(`sealed:${text}`)),
  decryptString: vi.fn((bytes: Buffer) => bytes.toString().slice('sealed:'.length)),
}))
vi.mock('electron', () => ({ safeStorage }))
const { systemKeychain } = await import('../../../electron/main/keychain.ts')
afterEach(() => vi.clearAllMocks())

test('a secret goes into the system’s keychain and comes back as it was', () => {
  const secret = Uint8Array.from({ length: 64 }, (_, i) => i * 4)
  const locked = systemKeychain.lock(secret)
  expect(Buffer.from(locked).includes(Buffer.from(secret))).toBe(false)
  expect(systemKeychain.unlock(locked)).toEqual(secret)
})

test('without a keyring, Linux’s own stand-in does not count as a keychain', () => {
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'linux' })
  try {
    expect(systemKeychain.available()).toBe(true)
    safeStorage.getSelectedStorageBackend.mockReturnValueOnce('basic_text')
    expect(systemKeychain.available()).toBe(false)
    safeStorage.isEncryptionAvailable.mockReturnValueOnce(false)
    expect(systemKeychain.available()).toBe(false)
  } finally {
    Object.defineProperty(process, 'platform', { value: platform })
  }
})
