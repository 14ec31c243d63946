import { clock } from '../../../../src/host/ports/clock.ts'
import { nodeFiles } from '../../../../src/host/ports/node-files.ts'
import { systemRandom } from '../../../../src/host/ports/random.ts'
import { openVault } from '../../../../src/host/vault/vault.ts'

/** Entry of a process that appends numbers to a plan until it is killed, and prints each once it is saved. */
const opened = await openVault({
  files: nodeFiles,
  root: process.argv[2] as string,
  clock,
  random: systemRandom,
  snapshotWorker: null,
  segmentBytes: 20_000,
})
if (!opened.ok) throw new Error(opened.error.message)
await opened.value.createPlan('plan')
const plan = await opened.value.openPlan('plan')
if (!plan.ok) throw new Error(plan.error.message)
let next = Number(process.argv[3])
for (;;) {
  const batch = Array.from({ length: 5 }, () => next++)
  await Promise.all(
    batch.map(async (number) => {
      await plan.value.append(new TextEncoder().encode(`${number}${'.'.repeat(number % 300)}`))
      process.stdout.write(`${number}\n`)
    }),
  )
}
