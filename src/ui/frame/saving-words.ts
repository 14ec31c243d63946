import { counted } from '../amounts.ts'

export interface SavingLike {
  readonly state: 'saved' | 'saving' | 'not-saved' | 'host-away'
  readonly pending: number
  readonly message: string
  readonly reason?: string
}

/** Of each kind of trouble the few words that fit on top. */
const SHORT: Readonly<Record<string, string>> = {
  'disk-full': 'disk full',
  'read-only': 'may not write',
  'folder-gone': 'folder gone',
  'io-error': 'disk trouble',
  less: 'less than before',
  refusing: 'not taken',
}

/** The state of the work in words: for the line on top, and for whoever asks what to do. */
export function savingWords({ state, pending, reason = '' }: SavingLike): {
  short: string
  title: string
  next: string
} {
  if (state === 'saved') return { short: 'Saved on this device', title: '', next: '' }
  if (state === 'saving') return { short: `Saving ${counted(pending, 'change')}`, title: '', next: '' }
  if (state === 'host-away')
    return {
      short: pending === 0 ? 'Connecting again' : `Not saved: ${counted(pending, 'change')}`,
      title: 'The part of Ordinal that saves does not answer.',
      next: 'Saving goes on by itself once it does. If it stays away, start Ordinal again.',
    }
  const waits = `${counted(pending, 'change')} ${pending === 1 ? 'is' : 'are'} not saved yet.`
  return {
    short: `Not saved: ${SHORT[reason] ?? 'disk trouble'}`,
    title:
      reason === 'less'
        ? 'Something that was saved is not on this machine any more.'
        : pending > 0
          ? waits
          : 'Nothing new can be saved.',
    next: '',
  }
}
