import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

/**
 * The page for phones: a bundle of its own, so that nothing of the window's gets into it. The host serves it under `/g`.
 * test/e2e/guest-bundle.test.ts holds its size.
 */
export default defineConfig({
  root: at('src/guest'),
  base: '/g/',
  publicDir: false,
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: at('out/guest'),
    emptyOutDir: true,
    minify: true,
    // People bring the phone that they have.
    target: ['es2020', 'chrome91', 'safari15', 'firefox91'],
    cssTarget: ['chrome91', 'safari15'],
    modulePreload: false,
    assetsDir: '.',
    rolldownOptions: { checks: { pluginTimings: false }, input: at('src/guest/index.html') },
  },
})
