import { CallFailed } from '../contract/calls.ts'

/** What a failed call says to people. Anything but a CallFailed is a fault of ours and not theirs to read. */
export function sentenceOf(error: unknown): string {
  if (error instanceof CallFailed) return error.message
  return 'Something went wrong inside Ordinal. Nothing that was saved is lost.'
}
