import type { Failure } from '../../model/result.ts'

/** Why a file cannot be taken as a plan file. Each message is a sentence for people, and nothing was changed. */
export interface PlanFileFailure extends Failure {
  readonly type:
    | 'no-plan-file'
    | 'newer'
    | 'passphrase-needed'
    | 'wrong-passphrase'
    | 'cut-short'
    | 'damaged'
    | 'too-much'
    | 'nobody-began-it'
}

const WORDS: Readonly<Record<PlanFileFailure['type'], string>> = {
  'no-plan-file': 'This is no plan file of Ordinal. Nothing was changed.',
  newer: 'A newer Ordinal made this plan file. Update Ordinal to open it. Nothing was changed.',
  'passphrase-needed': 'This plan file opens with a passphrase only. Ask whoever shared it. Nothing was changed.',
  'wrong-passphrase': 'This is not the passphrase of the plan file. Nothing was changed.',
  'cut-short': 'This plan file is not whole: its end is missing. Get it once more. Nothing was changed.',
  damaged: 'This plan file was damaged or changed after it was made. Get it once more. Nothing was changed.',
  'too-much': 'This plan file says more than any plan holds. Nothing was changed.',
  'nobody-began-it':
    'This plan file does not say who began the plan, so nobody can tell whose it is. Nothing was changed.',
}

export function planFileFailure(type: PlanFileFailure['type']): PlanFileFailure {
  return { type, message: WORDS[type] }
}
