import type { Page } from 'playwright-core'

const BINDING = 'ordinalTortureSaved'

/**
 * Tells whenever the page shows "Saved on this device", with the time at which it did: at each change of that word and, as long as
 * it stands, every 20 ms. What is told lives outside of the page and outlives it.
 */
export async function watchSaved(page: Page, saved: (at: number) => void): Promise<void> {
  await page.exposeBinding(BINDING, (_source, at: number) => saved(at))
  await page.addInitScript((binding) => {
    const tell = (): void => {
      const words = document.querySelector('[role=status][aria-label="State of the work"]')?.textContent ?? ''
      if (!words.includes('Saved on this device')) return
      void (window as unknown as Record<string, (at: number) => Promise<void>>)[binding]?.(Date.now())
    }
    new MutationObserver(tell).observe(document, { subtree: true, childList: true, characterData: true })
    setInterval(tell, 20)
  }, BINDING)
}
