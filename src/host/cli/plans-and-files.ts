import { rename, rm, writeFile } from 'node:fs/promises'
import type { PlanSummary } from '../../contract/host-info.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'
import { notWritten } from './not-written.ts'

/** Finds a plan by id, or by a name that only one plan has. */
export async function planNamed(host: HostConnection, nameOrId: string): Promise<PlanSummary>
export async function planNamed(
  host: HostConnection,
  nameOrId: string,
  otherwise: { orNull: true },
): Promise<PlanSummary | null>
export async function planNamed(
  host: HostConnection,
  nameOrId: string,
  otherwise?: { orNull: true },
): Promise<PlanSummary | null> {
  const plans = await host.call('plans.list', undefined)
  const byId = plans.find((plan) => plan.id === nameOrId)
  if (byId !== undefined) return byId
  const byName = plans.filter((plan) => plan.name === nameOrId)
  const named =
    byName.length > 0 ? byName : plans.filter((plan) => plan.alsoCalled !== '' && plan.alsoCalled === nameOrId)
  if (named.length > 1)
    throw new CommandRefused(
      `${named.length} plans are called "${nameOrId}". Say which by its id: ${named.map((plan) => plan.id).join(', ')}.`,
    )
  if (named[0] === undefined && otherwise === undefined)
    throw new CommandRefused(`There is no plan "${nameOrId}" in this data folder. "ordinal plans" lists them.`)
  return named[0] ?? null
}

/** Writes a file whole: the old one stays until the new one is complete. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const partial = `${file}.part-${process.pid}`
  try {
    await writeFile(partial, content)
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw notWritten(file, error)
  }
}
