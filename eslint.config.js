// @ts-check
import './test/support/lint-whole-components.mjs'
import boundaries from 'eslint-plugin-boundaries'
import svelte from 'eslint-plugin-svelte'
import tseslint from 'typescript-eslint'
import { readLayerTable } from './test/architecture/layer-table.mjs'

const { layers, exceptions } = readLayerTable()

/** Deepest folder first: a file of src/ui/kit is kit before it is ui. */
const elements = layers
  .map(({ folder }) => ({ type: folder, pattern: folder }))
  .sort((a, b) => b.pattern.length - a.pattern.length)

/** The one component that may turn Markdown into HTML; it sanitises first. */
const RENDERS_HTML = ['src/ui/item/markdown-view.svelte']

const pure = ['model', 'doc', 'commands', 'sync', 'interchange'].map((folder) => `src/${folder}/**/*.ts`)

export default tseslint.config(
  { ignores: ['out', 'dist', 'coverage', 'node_modules', 'test/fixtures', '.svelte-check'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.base,
  ...svelte.configs['flat/base'],
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name: a thing has one name everywhere.' },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'off',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/valid-each-key': 'error',
      'svelte/no-at-debug-tags': 'error',
      'svelte/no-dupe-else-if-blocks': 'error',
      'svelte/no-dupe-style-properties': 'error',
      'svelte/no-not-function-handler': 'error',
      'svelte/no-object-in-text-mustaches': 'error',
      'svelte/no-unused-svelte-ignore': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/no-inspect': 'error',
      'svelte/infinite-reactive-loop': 'error',
      'svelte/prefer-writable-derived': 'error',
    },
  },
  { files: RENDERS_HTML, rules: { 'svelte/no-at-html-tags': 'off' } },
  { files: ['**/*.config.ts', '**/*.config.js', 'test/support/**'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['test/**', 'src/host/**', 'electron/**'], rules: { 'no-console': 'off' } },
  {
    files: pure,
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'queueMicrotask', 'performance', 'crypto'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The time is handed in.' },
        { object: 'Math', property: 'random', message: 'Randomness is handed in.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.svelte', 'electron/**/*.ts'],
    ignores: [...exceptions.keys()],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'boundaries/root-path': import.meta.dirname,
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export'],
      'import/resolver': { node: { extensions: ['.ts', '.svelte', '.js'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          message: '{{ from.element.types }} -> {{ to.element.types }}: src/README.md has no such arrow.',
          policies: [
            { allow: { to: { module: { origin: ['external', 'core'] } } } },
            ...layers.map(({ folder, layers: allowed }) => ({
              from: { element: { type: folder } },
              allow: { to: { element: { types: { anyOf: [folder, ...allowed] } } } },
            })),
          ],
        },
      ],
    },
  },
)
