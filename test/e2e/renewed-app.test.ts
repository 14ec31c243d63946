import { expect as see } from 'playwright/test'
import { expect, test } from 'vitest'
import { peopleAtHosts } from './people-at-hosts.ts'

test('a page whose parts were built anew under it says so and offers to load it again, instead of staying blank', async () => {
  const people = await peopleAtHosts()
  try {
    const { page } = await people.sit('Ada Byron', 'Product Owner')
    // What the page knows by its old name is not there any more.
    await page.route('**/assets/join-screen-*', (route) => route.fulfill({ status: 404 }))
    await page.getByRole('button', { name: /Join a room/ }).click()
    const note = page.getByRole('alert')
    await see(note).toContainText('Ordinal was renewed while the page was open')
    await page.unroute('**/assets/join-screen-*')
    await note.getByRole('button', { name: 'Load it again' }).click()
    await see(page.getByRole('heading', { name: 'What stands on the other screen?' })).toBeVisible()
    expect(await page.getByRole('alert').count()).toBe(0)
  } finally {
    await people.leave()
  }
}, 60_000)
