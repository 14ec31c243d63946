import { REFINE_TABS } from '../refine/refine-tabs.ts'
import { SCREENS } from './screens.ts'

/**
 * Parts of the pages that come when they are first needed. A window fetches them while its host is there, so that a person
 * goes on editing while it is away.
 */
export const NEEDED_FOR_EDITING: readonly (() => Promise<unknown>)[] = [
  () => import('../item/description-editor.svelte'),
  () => import('../item/markdown.ts'),
  () => import('../invest/item-invest.svelte'),
  () => import('../attachments/item-attachments.svelte'),
  ...SCREENS.map((screen) => screen.load),
  ...REFINE_TABS.map((tab) => tab.load),
]
