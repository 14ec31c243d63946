/** Milliseconds of processor time of this process: what other work on the machine takes does not count, its garbage does. */
export function processorTime(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
