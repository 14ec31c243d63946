import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

/** What runs in Node, by the name under `out/`. All bundled code lies in out/host, so that a worker file is beside it. */
const node = {
  'main/index': at('electron/main/index.ts'),
  'host/main': at('src/host/main.ts'),
  'host/cli': at('src/host/cli.ts'),
  'host/snapshot-worker': at('src/host/vault/snapshot-worker.ts'),
  'host/history-worker': at('src/host/history/history-worker.ts'),
  'host/check-worker': at('src/host/vault/check-worker.ts'),
  'host/backup-worker': at('src/host/backups/backup-worker.ts'),
  'host/import-worker': at('src/host/import-worker.ts'),
}

/** Building takes seconds because of the Svelte compiler; saying so each time helps nobody. */
const quiet = { checks: { pluginTimings: false } }

export default defineConfig({
  main: {
    build: {
      outDir: at('out'),
      emptyOutDir: false,
      // The host also runs without Electron, on the oldest Node that package.json names.
      target: 'node20',
      rolldownOptions: {
        ...quiet,
        input: Object.fromEntries(Object.entries(node).filter(([, file]) => existsSync(file))),
        external: [/^playwright-core/, 'bufferutil', 'utf-8-validate'],
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'host/[name]-[hash].mjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        ...quiet,
        input: { index: at('electron/preload/index.ts') },
        // A sandboxed preload is loaded as CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/app'),
    publicDir: false,
    plugins: [svelte({ configFile: false })],
    build: {
      outDir: at('out/renderer'),
      minify: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      // A font inside the style sheet would be loaded by everybody, needed or not.
      assetsInlineLimit: 0,
      // What the backlog loads first is held by a target of its own, in test/e2e/built-pages.test.ts.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { ...quiet, input: at('src/app/index.html') },
    },
    worker: { format: 'es' },
  },
})
