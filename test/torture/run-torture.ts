import { parseArgs } from 'node:util'
import { buildIfNeeded } from '../../src/host/start/build.mjs'
import { torture, type TortureReport } from './torture.ts'

/** Real kills from the command line: prints what they cost. Gives the exit code. */
export async function runTorture(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      kills: { type: 'string', default: '30' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string', default: '60' },
    },
  })
  buildIfNeeded()
  const seed = Number(values.seed)
  process.stdout.write(`Seed ${seed}\n`)
  const report = await torture({
    kills: Number(values.kills),
    seed,
    minutes: Number(values.minutes),
    say: (line) => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(inWords(report))
  return passes(report) ? 0 : 1
}

/** Nothing that was acknowledged is lost, every window came back, and each kind of kill happened. */
export function passes(report: TortureReport): boolean {
  return (
    report.acknowledgedLost.length === 0 && report.trouble === '' && Object.values(report.kills).every((n) => n > 0)
  )
}

export function inWords(report: TortureReport): string {
  const { kills, seconds } = report
  const all = kills.child + kills.host + kills.browser
  return [
    `Kills                 ${all} (host's child ${kills.child}, host whole ${kills.host}, browser ${kills.browser})`,
    `Restarts              ${report.restarts}`,
    `Edits made            ${report.made}`,
    `Acknowledged          ${report.acknowledged}`,
    `Acknowledged, lost    ${report.acknowledgedLost.length}`,
    ...report.acknowledgedLost.map((one) => `  ${one}`),
    `Unacknowledged, lost  ${report.unacknowledgedLost}, the oldest ${report.oldestLost} ms old at the kill`,
    `Exports compared      ${report.checks}`,
    `Seconds               ${seconds.toFixed(0)} (${(seconds / Math.max(1, all)).toFixed(1)} a kill)`,
    ...(report.trouble === '' ? [] : [`Ended early: ${report.trouble}`]),
    `Seed                  ${report.seed}`,
    '',
  ].join('\n')
}
