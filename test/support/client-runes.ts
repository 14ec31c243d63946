import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileModule } from 'svelte/compiler'
import type { Plugin } from 'vite'

const RUNES_MODULE = /\.svelte\.(ts|js)$/
const svelteFolder = dirname(createRequire(import.meta.url).resolve('svelte/package.json'))
const CLIENT: Record<string, string> = {
  svelte: 'src/index-client.js',
  'svelte/reactivity': 'src/reactivity/index-client.js',
  'svelte/store': 'src/store/index-client.js',
}

/**
 * Compiles `*.svelte.ts` for the window although the test runs in Node, so that `$state`, `$derived` and SvelteMap are
 * the real ones. Without it Svelte takes Node for server-side rendering, where nothing is reactive.
 */
export function clientRunes(): Plugin {
  return {
    name: 'client-runes',
    enforce: 'post',
    transform(code, id) {
      const filename = id.split('?')[0] ?? id
      if (!RUNES_MODULE.test(filename)) return null
      const { js } = compileModule(code, { filename, generate: 'client', dev: false })
      return { code: js.code, map: js.map }
    },
  }
}

/** Where Node tests find the window's half of Svelte. */
export const clientSvelte = Object.entries(CLIENT).map(([name, file]) => ({
  find: new RegExp(`^${name}$`),
  replacement: join(svelteFolder, file),
}))
