import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { clientRunes, clientSvelte } from './test/support/client-runes.ts'
import { findBrowser, quietFlags, type FoundBrowser } from './test/support/find-browser.ts'

/** Every project evaluates this file, so a missing browser fails the component project alone, by a test that says why. */
const browser = await findBrowser().catch(() => null)

const inNode = (name: string, include: string[], more: object = {}): TestProjectConfiguration => ({
  plugins: [clientRunes()],
  resolve: { alias: clientSvelte },
  test: {
    name,
    include,
    environment: 'node',
    sequence: { groupOrder: 0 },
    // Vitest's own count leaves a core idle on machines of two, and half of these tests wait for sockets.
    maxWorkers: 2,
    // Modules are read once by a worker and not once by each file, which halves the processor time of the unit tests. It is
    // safe because no module of Ordinal holds state.
    isolate: false,
    // They end what hangs. On a machine with thirty times as much to do as processors, tests that only count took 22 s.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...more,
  },
})

const inBrowser = (found: FoundBrowser): TestProjectConfiguration => ({
  plugins: [svelte({ configFile: false })],
  // Found at the start and not one by one: each late find reloads the page and fails the test in it.
  optimizeDeps: {
    entries: ['src/**/*.svelte', 'src/{ui,state,commands,doc}/**/*.ts', 'test/component/**/*.{ts,svelte}'],
    include: ['vitest-browser-svelte', 'axe-core', 'yjs', 'valibot'],
  },
  test: {
    name: 'component',
    include: ['test/component/**/*.test.ts'],
    // One page after the other, beside the end-to-end tests, which leave a processor idle while they wait for hosts. Vitest wants
    // one number of workers for projects that run beside each other; the browser has one all the same.
    sequence: { groupOrder: 1 },
    maxWorkers: 2,
    // It ends what hangs; a machine with much else to do takes its time.
    testTimeout: 60_000,
    browser: {
      enabled: true,
      fileParallelism: false,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 1280, height: 800 },
      provider: playwright({ launchOptions: { executablePath: found.executablePath, args: quietFlags() } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})

export default defineConfig({
  test: {
    projects: [
      inNode('unit', ['test/unit/**/*.test.ts']),
      inNode('contract', ['test/contract/**/*.test.ts']),
      inNode('simulation', ['test/simulation/**/*.test.ts'], { testTimeout: 120_000 }),
      inNode('architecture', ['test/architecture/**/*.test.ts'], { testTimeout: 60_000 }),
      browser ? inBrowser(browser) : inNode('component', ['test/support/no-browser.test.ts']),
      inNode('e2e', ['test/e2e/**/*.test.ts'], {
        globalSetup: ['test/support/built.ts'],
        sequence: { groupOrder: 1 },
        // Each has hosts, folders and ports of its own, and mostly waits.
        maxWorkers: 2,
        // A worker for each file: a host that hangs would take the files after it along.
        isolate: true,
        testTimeout: 240_000,
        hookTimeout: 120_000,
      }),
    ],
    passWithNoTests: true,
  },
})
