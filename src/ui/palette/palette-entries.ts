import type { Component } from 'svelte'
import { createGoal } from '../../commands/goals.ts'
import { roleWords } from '../../commands/policy.ts'
import { fold } from '../../state/backlog-filter.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { Navigate, Screen } from '../frame/screen.ts'
import { REFINE_TABS } from '../refine/refine-tabs.ts'
import { keysOf, type KeyBinding } from '../kit/keyboard.svelte.ts'

/** One line of the palette. */
export interface Entry {
  readonly id: string
  readonly what: 'item' | 'command' | 'screen' | 'goal' | 'person' | 'view'
  readonly name: string
  readonly hint?: string
  /** Other words that people look for it by. */
  readonly also?: string
  readonly kind?: string
  readonly icon?: Component
  readonly keys?: string
  readonly run: () => void
}

export interface EntryParts {
  readonly plan: PlanState
  readonly screens: readonly Screen[]
  readonly navigate: Navigate
  readonly bindings: readonly KeyBinding[]
}

/** The roadmap has it as a key of its own. */
const NEW_GOAL = 'New goal'
/** What people look for in the tabs of Refine. */
const TAB_WORDS: Readonly<Record<string, string>> = { parked: 'park parked', scores: 'WSJF RICE Kano MoSCoW' }

/** As many of one kind at most, so that no kind pushes the others out. */
const MOST = { items: 12, commands: 8, others: 5 } as const

/** Items by what the search found, a rank or key that was typed in full first. */
export function itemEntries({ plan, navigate }: EntryParts, hits: readonly string[], text: string): Entry[] {
  if (text.trim() === '') return []
  const word = text.trim()
  const ranked = /^\d{1,6}$/.test(word) ? plan.plan.open.ids[Number(word) - 1] : undefined
  const keyed = /^\S+$/.test(word) ? plan.plan.itemWithKey(word) : undefined
  const named = [ranked, keyed].filter((id) => id !== undefined)
  const ids = [...new Set([...named, ...hits])].slice(0, MOST.items)
  return ids.flatMap((id): Entry[] => {
    const item = plan.row('items', id)
    if (item === undefined || item.deleted !== null) return []
    const open = !item.parked && (item.stage === 'open' || item.stage === 'doing')
    return [
      {
        id: `item ${id}`,
        what: 'item',
        name: item.title,
        kind: item.kind,
        hint: open ? String(plan.rankOf(id)) : item.parked ? 'parked' : item.stage,
        run: () => navigate({ screen: 'backlog', rest: id }),
      },
    ]
  })
}

/** What a key would do just now, and roles to act in. */
export function findCommands({ plan, bindings, navigate }: EntryParts, text: string): Entry[] {
  const keyed = bindings
    .filter(
      (binding) =>
        binding.unlisted !== true &&
        binding.keyOnly !== true &&
        !(binding.words === 'Undo' && plan.undoLabel === null) &&
        !(binding.words === 'Redo' && plan.redoLabel === null) &&
        binding.group !== 'Go to' &&
        binding.words !== 'Find anything, do anything',
    )
    .map((binding): Entry => {
      const keys = keysOf(binding)[0] ?? ''
      const words =
        binding.words === 'Undo' && plan.undoLabel !== null
          ? `Undo: ${plan.undoLabel}`
          : binding.words === 'Redo' && plan.redoLabel !== null
            ? `Redo: ${plan.redoLabel}`
            : binding.words
      return {
        id: `key ${keys}`,
        what: 'command',
        name: words,
        keys,
        run: () => binding.run(new KeyboardEvent('keydown')),
      }
    })
  const roles = plan.me.roles
    .filter((role) => role !== plan.me.role)
    .map((role): Entry => ({
      id: `role ${role}`,
      what: 'command',
      name: `Act as ${roleWords(role)}`,
      run: () => plan.actAs(role),
    }))
  const mayAim = plan.whyNot(createGoal, { title: '' }) === null && !keyed.some(({ name }) => name === NEW_GOAL)
  const goal: Entry = {
    id: 'away goal',
    what: 'command',
    name: NEW_GOAL,
    run: () => navigate({ screen: 'roadmap', query: { make: 'goal' } }),
  }
  const away: Entry[] = [
    { id: 'away plans', what: 'command', name: 'All plans', run: () => navigate({ plan: null, screen: 'welcome' }) },
    { id: 'away join', what: 'command', name: 'Join a room', run: () => navigate({ plan: null, screen: 'join' }) },
    {
      id: 'away share',
      what: 'command',
      name: 'Share as file',
      run: () => navigate({ screen: 'room', query: { share: '' } }),
    },
    { id: 'away file', what: 'command', name: 'Open a plan file', run: () => navigate({ screen: 'import' }) },
    {
      id: 'away server',
      what: 'command',
      name: 'Connect to a server',
      run: () => navigate({ screen: 'settings', query: { server: '' } }),
    },
  ]
  return fitting([...keyed, ...roles, ...(mayAim ? [goal] : []), ...away], text, MOST.commands)
}

export function findScreens({ screens, navigate }: EntryParts, text: string): Entry[] {
  const all = screens.map((screen): Entry => ({
    id: `screen ${screen.id}`,
    what: 'screen',
    name: screen.word,
    icon: screen.icon,
    ...(screen.key === null ? {} : { keys: `G ${screen.key}` }),
    run: () => navigate({ screen: screen.id }),
  }))
  const tabs = REFINE_TABS.map(({ id, word }): Entry => ({
    id: `tab ${id}`,
    what: 'screen',
    name: word,
    also: TAB_WORDS[id] ?? '',
    run: () => navigate({ screen: 'refine', query: { tab: id } }),
  }))
  const templates: Entry = {
    id: 'place templates',
    what: 'screen',
    name: 'Templates',
    hint: 'in Settings',
    run: () => navigate({ screen: 'settings', query: { at: 'templates' } }),
  }
  // Places inside of screens are found, but do not fill the list of screens.
  const inside = text.trim() === '' ? [] : [...tabs, templates]
  return fitting([...all, ...inside], text, text.trim() === '' ? all.length : MOST.others)
}

/** A goal opens the backlog with the items that serve it. */
export function findGoals({ plan, navigate }: EntryParts, text: string): Entry[] {
  if (text.trim() === '') return []
  const goals = plan.live('goals').map((goal): Entry => ({
    id: `goal ${goal.id}`,
    what: 'goal',
    name: goal.title,
    hint: goal.horizon,
    run: () => navigate({ screen: 'backlog', query: { q: `goal:"${goal.title.replaceAll('"', '')}"` } }),
  }))
  return fitting(goals, text, MOST.others)
}

/** A view opens the backlog as it was saved. */
export function findViews({ plan, navigate }: EntryParts, text: string): Entry[] {
  const mine = plan.live('views').filter((view) => view.person === null || view.person === plan.me.person)
  const views = mine.map((view): Entry => ({
    id: `view ${view.id}`,
    what: 'view',
    name: view.name,
    hint: view.filter,
    run: () => navigate({ screen: 'backlog', query: { q: view.filter } }),
  }))
  return text.trim() === '' ? [] : fitting(views, text, MOST.others)
}

export function findPeople({ plan, screens, navigate }: EntryParts, text: string): Entry[] {
  if (text.trim() === '' || !screens.some((screen) => screen.id === 'people')) return []
  const people = plan.live('people').map((person): Entry => ({
    id: `person ${person.id}`,
    what: 'person',
    name: person.name,
    hint: person.roles.map(roleWords).join(', '),
    run: () => navigate({ screen: 'people', rest: person.id }),
  }))
  return fitting(people, text, MOST.others)
}

function fitting(entries: readonly Entry[], text: string, most: number): Entry[] {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  return entries
    .filter((entry) =>
      words.every((word) => fold(`${entry.name} ${entry.hint ?? ''} ${entry.also ?? ''}`).includes(word)),
    )
    .slice(0, most)
}
