import { readFileSync } from 'node:fs'

/**
 * The longest turn of this thread's loop in processor time: what a stall would be on a machine that does nothing else. `take`
 * gives the most milliseconds of work between two looks of a timer since it was asked last.
 */
export function watchWork(): { take(): number; stop(): void } {
  let [last, longest] = [worked(), 0]
  const timer = setInterval(() => {
    const now = worked()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return {
    take() {
      const most = longest
      longest = 0
      return most
    },
    stop: () => clearInterval(timer),
  }
}

/** Milliseconds that a processor worked for this thread alone, workers left out, where the system tells; for the process elsewhere. */
function worked(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}
