import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/** Frame, backlog and item with a plan in memory, to look at them without a host: `npx vite test/component/playground`. */
export const playground = defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../../node_modules/.vite-playground',
  plugins: [svelte({ configFile: false })],
  server: { fs: { allow: ['../../..'] }, hmr: false },
  optimizeDeps: { entries: ['../../../src/ui/{kit,frame,backlog,item,palette}/**/*.{svelte,ts}', 'main.ts'] },
  clearScreen: false,
})

export default playground
