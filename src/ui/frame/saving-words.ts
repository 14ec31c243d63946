import { counted } from '../amounts.ts'

export interface SavingLike {
  readonly state: 'saved' | 'saving' | 'not-saved' | 'host-away'
  readonly pending: number
  readonly message: string
}

/** The state of the work in words: for the line on top, and for whoever asks what to do. */
export function savingWords({ state, pending, message }: SavingLike): { short: string; title: string; next: string } {
  if (state === 'saved') return { short: 'Saved on this device', title: '', next: '' }
  if (state === 'saving') return { short: `Saving ${counted(pending, 'change')}`, title: '', next: '' }
  if (state === 'host-away')
    return {
      short: pending === 0 ? 'Connecting again' : `Not saved: ${counted(pending, 'change')}`,
      title: 'The part of Ordinal that saves does not answer.',
      next: 'Saving goes on by itself.',
    }
  const reason = /disk is full|no space/i.test(message)
    ? 'disk full'
    : /read.?only|permission/i.test(message)
      ? 'may not write'
      : /folder/i.test(message)
        ? 'folder gone'
        : 'disk trouble'
  return {
    short: `Not saved: ${reason}`,
    title:
      pending === 0
        ? 'Nothing new can be saved.'
        : `${counted(pending, 'change')} ${pending === 1 ? 'is' : 'are'} not saved yet.`,
    next: '',
  }
}
