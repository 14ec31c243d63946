import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** Where plans live unless somebody says otherwise: the platform's folder for application data. */
export function defaultDataFolder(platform: string, env: Readonly<Record<string, string | undefined>>): string {
  const home = homedir()
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Ordinal')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Ordinal')
  const xdg = env['XDG_DATA_HOME']
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'ordinal')
}

/** `--data` first, then ORDINAL_DATA, then the platform's. */
export function chooseDataFolder(
  asked: string | undefined,
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return resolve(asked ?? (env['ORDINAL_DATA'] || defaultDataFolder(platform, env)))
}
