import type { MergeReport } from '../../state/home-state.svelte.ts'
import { amount, counted } from '../amounts.ts'

/** "2.3 MB", "840 kB" */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000_000) return `${amount(Math.max(1, Math.round(bytes / 1_000)))} kB`
  return `${amount(Math.round(bytes / 100_000) / 10)} MB`
}

/** What became of a plan file, in one sentence: the plan it made, or what came into one that is here. */
export function mergedTitle({ plan, isNew, applied, aside }: MergeReport): string {
  if (isNew) return `“${plan.name}” is on this device now.`
  if (applied === 0 && aside > 0) return `Nothing of the file is in “${plan.name}” yet.`
  return applied === 0 ? `“${plan.name}” had all of it already.` : `“${plan.name}” took in what was new.`
}

/** Beside it, each one a sentence. */
export function mergedWords(report: MergeReport): string[] {
  const { plan, isNew, applied, known, waiting, refused, aside, founder, files } = report
  return [
    isNew
      ? `It holds ${counted(plan.items, 'item')}, with all of its past.`
      : applied === 0
        ? aside > 0
          ? 'What your room wrote was here before. What others wrote is kept aside.'
          : 'Nothing was changed: what is in the file was here before.'
        : `${counted(applied, 'edit')} came in; ${amount(known)} were here before. What others changed meanwhile stays, and what you both changed stands under Catch up.`,
    ...(files > 0 ? [`${counted(files, 'file')} on items came along.`] : []),
    ...(founder === null || founder.isProven
      ? []
      : [
          `Nothing but the file says who began this plan: ${founder.name === '' ? 'a device without a name' : founder.name}. That is believed from now on.`,
        ]),
    ...(waiting > 0
      ? [
          `${counted(waiting, 'edit')} ${waiting === 1 ? 'waits' : 'wait'} for others that the file does not hold. Open a newer file, and they come in by themselves.`,
        ]
      : []),
    ...(refused > 0
      ? [`${counted(refused, 'edit')} ${refused === 1 ? 'was' : 'were'} refused, since no Ordinal made them.`]
      : []),
  ]
}
