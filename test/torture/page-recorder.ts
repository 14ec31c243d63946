/** What the page under torture tells the runner, who remembers it outside of the browser. Times are of the machine's clock. */
export type Seen =
  /** The open text's letters after a letter came or went. */
  | { readonly is: 'typed'; readonly item: string; readonly length: number; readonly at: number }
  /** Enter was pressed in the field of a new item. */
  | { readonly is: 'made'; readonly title: string; readonly at: number }
  /** Enter was pressed in the field of an item's title. */
  | { readonly is: 'titled'; readonly item: string; readonly title: string; readonly at: number }
  /** The page says "Saved on this device", having shown this much. */
  | {
      readonly is: 'saved'
      readonly item: string
      readonly length: number | null
      readonly made: number
      readonly titled: number
    }

/**
 * Runs in the page, from its beginning, and may use nothing from outside itself. What counts as acknowledged is what a person
 * saw: the words "Saved on this device" appear, and everything shown at that moment is taken as promised.
 */
export function installRecorder(): void {
  if (window.top !== window) return
  const tell = (seen: Seen): void => void window.ordinalSeen(seen)
  const openItem = (): string => /\/backlog\/([^/?]+)/.exec(location.hash)?.[1] ?? ''
  let length: number | null = null
  let made = 0
  let titled = 0
  let status: Element | null = null

  const textLength = (): number | null => {
    const content = document.querySelector('.cm-content')
    if (content === null) return null
    const hint = content.querySelector('.cm-placeholder')?.textContent.length ?? 0
    return content.textContent.length - hint
  }
  const isSaved = (element: Element): boolean =>
    element.classList.contains('saved') && element.textContent.includes('Saved on this device')

  new MutationObserver((changes) => {
    const now = textLength()
    if (now !== null && now !== length) tell({ is: 'typed', item: openItem(), length: now, at: Date.now() })
    length = now
    const found = document.querySelector('[role=status][aria-label="State of the work"]')
    const turned = found !== status || changes.some(({ target, type }) => target === found && type === 'attributes')
    status = found
    if (found !== null && turned && isSaved(found)) tell({ is: 'saved', item: openItem(), length: now, made, titled })
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['class'],
  })

  // Heard before the page does anything with it.
  addEventListener(
    'keydown',
    (event) => {
      const field = event.target
      if (event.key !== 'Enter' || !(field instanceof HTMLInputElement) || field.value === '') return
      const row = field.closest('[role=row]')
      if (row?.getAttribute('aria-label') === 'New item') {
        made += 1
        tell({ is: 'made', title: field.value, at: Date.now() })
      } else if (row instanceof HTMLElement && row.dataset['id'] !== undefined) {
        titled += 1
        tell({ is: 'titled', item: row.dataset['id'], title: field.value, at: Date.now() })
      }
    },
    { capture: true },
  )
}

declare global {
  interface Window {
    ordinalSeen(seen: Seen): Promise<void>
  }
}
