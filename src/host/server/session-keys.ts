import { createHash, randomBytes } from 'node:crypto'

/** How long a fresh link is good, and how long a session key that nobody uses. Milliseconds. */
export const TOKEN_LIFE = 60_000
export const SESSION_LIFE = 30 * 24 * 3600_000

export interface SessionKeys {
  /** A secret for a link: good once, for 60 s. */
  createToken(): string
  /** Trades a token for a session key; null if it was used, is too old or was never ours. */
  redeem(token: string): string | null
  /** Whether this key was given out by this data folder, also before a restart. */
  knows(sessionKey: string): boolean
  /** Keys that were given out before, once the folder that remembers them is open. */
  adopt(saved: Readonly<Record<string, number>>): void
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/**
 * Keys of the pages that may talk to the local server. Only hashes are kept, so that a reader of the data folder
 * cannot open a session with them.
 */
export function createSessionKeys(options: {
  now: () => number
  saved: Readonly<Record<string, number>>
  save: (hashes: Record<string, number>) => void
}): SessionKeys {
  const tokens = new Map<string, number>()
  const fresh = (saved: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(saved).filter(([, seen]) => options.now() - seen < SESSION_LIFE)
  const sessions = new Map(fresh(options.saved))
  const save = (): void => options.save(Object.fromEntries(sessions))
  return {
    createToken() {
      const token = randomBytes(24).toString('base64url')
      tokens.set(hashOf(token), options.now())
      return token
    },
    redeem(token) {
      const hash = hashOf(token)
      const made = tokens.get(hash)
      tokens.delete(hash)
      for (const [old, at] of tokens) if (options.now() - at > TOKEN_LIFE) tokens.delete(old)
      if (made === undefined || options.now() - made > TOKEN_LIFE) return null
      const key = randomBytes(32).toString('base64url')
      sessions.set(hashOf(key), options.now())
      save()
      return key
    },
    adopt(saved) {
      for (const [hash, seen] of fresh(saved)) sessions.set(hash, Math.max(seen, sessions.get(hash) ?? 0))
    },
    knows(sessionKey) {
      const hash = hashOf(sessionKey)
      // Looked up by its hash: how long that takes tells nothing about a key.
      const seen = sessions.get(hash)
      if (seen === undefined) return false
      if (options.now() - seen > 3600_000) {
        sessions.set(hash, options.now())
        save()
      }
      return true
    },
  }
}
