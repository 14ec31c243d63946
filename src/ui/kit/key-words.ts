const MAC = /mac|iphone|ipad/i
const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
}

export function isMac(platform: string = globalThis.navigator?.platform ?? ''): boolean {
  return MAC.test(platform)
}

/** What a binding such as `Mod+Shift+Z` or `G B` is called on the keycaps, one word a key pressed one after the other. */
export function keyWords(keys: string, mac = isMac()): string[] {
  return keys
    .split(' ')
    .map((stroke) =>
      (stroke === '+' ? ['+'] : stroke.split('+'))
        .map((key) => (key === 'Mod' ? (mac ? '⌘' : 'Ctrl') : key === 'Alt' && mac ? '⌥' : (NAMES[key] ?? key)))
        .join(mac ? '' : ' '),
    )
}

/** The same for the attribute aria-keyshortcuts. */
export function keyShortcuts(keys: string, mac = isMac()): string {
  return keys.replaceAll('Mod', mac ? 'Meta' : 'Control')
}
