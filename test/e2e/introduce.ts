import type { Page } from 'playwright-core'

export type RoleName = 'Product Owner' | 'Developer' | 'Scrum Master'

/** Answers the questions of the first run. */
export async function introduce(page: Page, name: string, role: RoleName = 'Product Owner'): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check()
  await page.getByRole('button', { name: 'Start planning' }).click()
}
