import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/** The screens with a plan in memory, to look at them without a host: `npx vite test/component/playground-b`. */
export const playground = defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: false })],
  server: { fs: { allow: ['../../..'] }, hmr: false },
  clearScreen: false,
})

export default playground
