import { expect, test } from 'vitest'
import { findBrowser, NO_BROWSER } from './find-browser.ts'

// Stands in for the component tests where no browser was found, so that they are missed aloud.
test('the component tests have a browser to run in', async () => {
  expect(await findBrowser(), NO_BROWSER).not.toBeNull()
})
