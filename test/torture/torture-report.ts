import type { TortureReport } from './torture.ts'

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
