import { changeWords } from '../../commands/change-words.ts'
import type { AcceptReport, MergeReport, Stranger } from '../../contract/plan-file-calls.ts'
import { momentWords } from './moment-words.ts'

export function mergedWords(report: MergeReport): string {
  const { plan, isNew, applied, known, waiting, refused, strangers, founder, files } = report
  const it = `"${plan.name}"`
  return [
    isNew
      ? `Made ${it} (${plan.id}) with ${plan.items} items from ${counted(applied, 'record')}.`
      : applied === 0
        ? `${it} has all of it already (${counted(known, 'record')}). Nothing was changed.`
        : `Took ${counted(applied, 'record')} into ${it}; ${known} were here already.`,
    ...(files > 0 ? [`${counted(files, 'attached file')} came along.`] : []),
    ...(founder === null || founder.isProven
      ? []
      : [
          `Nothing but the file says who began this plan: ${called(founder.name, founder.device)}. That is believed from now on.`,
        ]),
    ...strangers.map(
      ({ name, device, records }) =>
        `${counted(records, 'record')} of ${called(name, device)}, which does not belong to the room, wait aside. See them with "ordinal strangers --plan ${plan.id}", take them with "ordinal accept ${device} --plan ${plan.id}".`,
    ),
    ...(waiting > 0 ? [`${counted(waiting, 'record')} wait for others that the file does not hold.`] : []),
    ...(refused > 0 ? [`${counted(refused, 'record')} were refused, since no Ordinal made them.`] : []),
  ].join('\n')
}

export function strangersWords(strangers: readonly Stranger[], nameOf: (record: string) => string): string {
  if (strangers.length === 0) return 'Nothing waits aside.'
  return strangers
    .map(({ device, name, fingerprint, wasRemoved, changes, others, records }) => {
      // What it made has a name only in what it wrote.
      const made = new Map(
        changes.flatMap(({ entries }) =>
          entries.flatMap(({ record, field, to }) =>
            typeof to === 'string' && (field === '' || field === 'title') ? [[record, to] as const] : [],
          ),
        ),
      )
      return [
        `${device}  ${name}  ${fingerprint}${wasRemoved ? '  was removed from the room' : ''}  ${counted(records, 'record')}`,
        ...changes.map(
          ({ time, entries }) =>
            `  ${momentWords(time)}  ${changeWords(entries, (record) => made.get(record) ?? nameOf(record))}`,
        ),
        ...(others > 0 ? [`  and ${counted(others, 'change')} before`] : []),
      ].join('\n')
    })
    .join('\n')
}

export function acceptedWords({ name, device, applied, waiting, refused }: AcceptReport): string {
  return [
    `Took in ${counted(applied, 'record')} of ${called(name, device)}. They count everywhere now.`,
    ...(waiting > 0 ? [`${counted(waiting, 'record')} wait for others that are not here yet.`] : []),
    ...(refused > 0 ? [`${counted(refused, 'record')} were refused.`] : []),
  ].join('\n')
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
const called = (name: string, device: string): string => (name === '' ? device : `"${name}" (${device})`)
