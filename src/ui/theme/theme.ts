import './fonts.css'
import './tokens.css'
import './base.css'

export type ThemeChoice = 'system' | 'light' | 'dark' | 'room'

/** Dresses the page. `system` leaves the choice between light and dark to the machine, and follows it while it changes. */
export function applyTheme(theme: ThemeChoice, root: HTMLElement = document.documentElement): void {
  if (theme === 'system') root.removeAttribute('data-theme')
  else root.setAttribute('data-theme', theme)
}
