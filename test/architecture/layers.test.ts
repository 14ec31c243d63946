import { describe, expect, test } from 'vitest'
import { forbiddenArrows } from './arrows.ts'
import { readLayerTable } from './layer-table.mjs'
import { layeredSources } from './source-files.ts'

const rules = readLayerTable()
const planted = (path: string, text: string): string[] => forbiddenArrows([{ path, text }], rules)

test('no file imports what the table in src/README.md does not allow', () => {
  expect(forbiddenArrows(layeredSources(), rules)).toEqual([])
})

test('each exception of the table is a file that exists', () => {
  const paths = layeredSources().map((file) => file.path)
  expect([...rules.exceptions.keys()].filter((path) => !paths.includes(path))).toEqual([])
})

test('the table names every folder that the design names', () => {
  expect(rules.layers.map((layer) => layer.folder)).toEqual(
    expect.arrayContaining(['src/model', 'src/doc', 'src/commands', 'src/sync', 'src/host', 'src/ui', 'electron/main']),
  )
})

describe('a planted violation is found', () => {
  test('by a static import', () => {
    expect(planted('src/model/item.ts', `import { x } from '../doc/plan.ts'`)).toEqual([
      'src/model/item.ts: src/model -> src/doc',
    ])
  })
  test('by a type-only import', () => {
    expect(planted('src/doc/plan.ts', `import type { X } from '../commands/x.ts'`)).toEqual([
      'src/doc/plan.ts: src/doc -> src/commands',
    ])
  })
  test('by an import of a type inside a type', () => {
    expect(planted('src/doc/plan.ts', `export type X = import('../host/hub.ts').Hub`)).toEqual([
      'src/doc/plan.ts: src/doc -> src/host',
    ])
  })
  test('by a dynamic import', () => {
    expect(planted('src/state/x.svelte.ts', `export const x = () => import('../host/hub.ts')`)).toEqual([
      'src/state/x.svelte.ts: src/state -> src/host',
    ])
  })
  test('by a re-export', () => {
    expect(planted('src/contract/x.ts', `export * from '../host/hub.ts'`)).toEqual([
      'src/contract/x.ts: src/contract -> src/host',
    ])
  })
  test('by the script of a component', () => {
    const text = `<script lang="ts">\n  import type { Plan } from '../../doc/plan.ts'\n  let { plan }: { plan: Plan } = $props()\n</script>\n{plan}`
    expect(planted('src/ui/backlog/row.svelte', text)).toEqual(['src/ui/backlog/row.svelte: src/ui -> src/doc'])
  })
  test('by the markup of a component', () => {
    const text = `{#await import('../../browser/link.ts') then module}{module}{/await}`
    expect(planted('src/ui/backlog/row.svelte', text)).toEqual(['src/ui/backlog/row.svelte: src/ui -> src/browser'])
  })
  test('by a domain word in the kit', () => {
    expect(planted('src/ui/kit/button.ts', `import type { Item } from '../../model/item.ts'`)).toEqual([
      'src/ui/kit/button.ts: src/ui/kit -> src/model',
    ])
  })
  test('by a package that the folder may not use', () => {
    expect(planted('src/model/item.ts', `import * as Y from 'yjs'`)).toEqual([
      'src/model/item.ts: src/model -> package yjs',
    ])
  })
  test('by a module of Node in the window, with and without its prefix', () => {
    expect(planted('src/ui/x.ts', `import 'node:fs'\nimport 'path'`)).toEqual([
      'src/ui/x.ts: src/ui -> package node',
      'src/ui/x.ts: src/ui -> package node',
    ])
  })
  test('by Electron in the host, which must run without it', () => {
    expect(planted('src/host/main.ts', `import { app } from 'electron'`)).toEqual([
      'src/host/main.ts: src/host -> package electron',
    ])
  })
  test('by a folder that the table does not know', () => {
    expect(planted('src/misplaced/x.ts', '')).toEqual([
      'src/misplaced/x.ts lies in no folder of the table in src/README.md',
    ])
  })
})

test('what the table allows is let through', () => {
  expect(planted('src/host/hub.ts', `import { x } from '../sync/gate.ts'\nimport 'node:fs'\nimport 'ws'`)).toEqual([])
  expect(planted('src/ui/backlog/row.svelte', `<script lang="ts">import '../kit/button.svelte'</script>`)).toEqual([])
})
