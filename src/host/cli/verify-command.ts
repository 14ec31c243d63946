import type { DamagedPlace, Health, PlanHealth } from '../../contract/health-calls.ts'
import type { CommandKit, Common } from './command-kit.ts'

/** `ordinal verify`: reads every byte of the data folder, mends what can be mended, and says what became of it. */
export function verifyCommand({ command, ask }: Pick<CommandKit, 'command' | 'ask'>): void {
  command('verify', 'reads every byte of every plan, mends what can be mended and says what is damaged').action(
    (options: Common) =>
      ask(options, async (host) => {
        const health = await host.call('health.check', { plan: null })
        if (!isWhole(health)) process.exitCode = 1
        return { json: health, words: healthWords(health) }
      }),
  )
}

/** Nothing that was saved is missing now. */
export function isWhole({ plans, files }: Health): boolean {
  const places = [...plans.flatMap(({ damage }) => damage), ...files]
  return places.every(isSettled) && plans.every(({ held }) => held.length === 0)
}

const isSettled = ({ state }: DamagedPlace): boolean => state === 'mended' || state === 'harmless'

export function healthWords({ plans, files }: Health): string {
  const lines = plans.flatMap(planWords)
  if (plans.length === 0) lines.push('No plans, nothing to verify.')
  if (files.length > 0) lines.push('Beside the plans:', ...files.map(placeWords))
  return lines.join('\n')
}

function planWords({ name, records, damage, held, takenOut, salvaged, refused }: PlanHealth): string[] {
  const open = damage.filter((place) => !isSettled(place)).length
  const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
  const head =
    damage.length === 0 && held.length === 0
      ? `${name}: ${many(records, 'record')}, all whole.`
      : `${name}: ${many(records, 'record')}, ${open === 0 ? 'nothing is missing' : `${many(open, 'damaged place')} not mended`}:`
  return [
    head,
    ...damage.map(placeWords),
    ...held.map(
      ({ words, waitsFor }) =>
        `  held back: ${words} (waits for ${waitsFor.map(({ client, from, to }) => `records ${from} to ${to} of line ${client}`).join(', ')})`,
    ),
    ...takenOut.map(({ words, givenBackBy }) =>
      givenBackBy === null ? `  taken out: ${words}` : `  taken out and given back as a new edit: ${words}`,
    ),
    ...(salvaged > 0 ? [`  ${many(salvaged, 'edit')} recovered after a crash, kept in the folder "salvage".`] : []),
    ...(refused > 0 ? [`  ${many(refused, 'record')} refused, kept in the folder "refused".`] : []),
  ]
}

const STATES: Readonly<Record<DamagedPlace['state'], string>> = {
  mended: 'mended',
  'history-only': 'only History misses it',
  lost: 'not found anywhere yet',
  harmless: 'nothing depends on it',
}

function placeWords({ file, words, state, from, keptAt }: DamagedPlace): string {
  const mended = from === '' ? STATES[state] : `${STATES[state]} from ${from}`
  return `  ${file}: ${words} [${mended}${keptAt === '' ? '' : `; kept at ${keptAt}`}]`
}
