import * as v from 'valibot'
import { amount, flag, names, ref, text } from './fields.ts'
import { UNITS } from './team-unit.ts'

/** The phases of a sprint planning, in the order in which they are usually gone through. */
export const PLANNING_PHASES = ['why', 'what', 'how', 'confidence', 'close'] as const
export type PlanningPhase = (typeof PLANNING_PHASES)[number]

export const PHASE_NAMES: Readonly<Record<PlanningPhase, string>> = {
  why: 'Why',
  what: 'What',
  how: 'How',
  confidence: 'Confidence',
  close: 'Close',
}

/** Minutes that each is usually given, for two weeks of work. */
export const PHASE_MINUTES: Readonly<Record<PlanningPhase, number>> = {
  why: 15,
  what: 45,
  how: 45,
  confidence: 5,
  close: 5,
}

export function isPlanningPhase(phase: string | null): phase is PlanningPhase {
  return (PLANNING_PHASES as readonly (string | null)[]).includes(phase)
}

interface Phased {
  readonly phase: string | null
  readonly phases: readonly string[]
}

/** The phases of a planning in its own order, each once. Names of a later version are left out. */
export function phasesOf({ phases }: Pick<Phased, 'phases'>): readonly PlanningPhase[] {
  const known = [...new Set(phases)].filter(isPlanningPhase)
  return known.length === 0 ? PLANNING_PHASES : known
}

/** The phase that it is in; of one that was taken out since, the first. */
export function phaseNow(planning: Phased): PlanningPhase {
  const phases = phasesOf(planning)
  return phases.find((phase) => phase === planning.phase) ?? phases[0] ?? 'why'
}

/** The phase after (1) or before (-1) the one at hand; null past either end. */
export function phaseBeside(planning: Phased, by: 1 | -1): PlanningPhase | null {
  const phases = phasesOf(planning)
  return phases[phases.indexOf(phaseNow(planning)) + by] ?? null
}

const line = { key: text, title: text }
/** What a planning came to, as it was when it ended: titles and numbers of then. */
export const PlanningSummarySchema = v.object({
  at: v.number(),
  /** The sprint and the team, by name. */
  sprint: text,
  team: text,
  start: ref,
  end: ref,
  goal: text,
  /** The goal of the plan that it serves; '' where none was named. */
  serves: text,
  capacity: amount,
  /** What was pulled, in the team's unit, without what is taken only if there is room. */
  total: v.number(),
  unit: v.nullish(v.picklist(UNITS), 'points'),
  pulled: v.array(v.object({ ...line, estimate: amount, ifRoom: flag })),
  /** Reasons why higher items were passed over, each with the titles of those. */
  passed: v.array(v.object({ ...line, why: text, over: names })),
  /** Names of who stands for what was pulled on the shared screen, and how many of it nobody stood for. */
  confirmed: names,
  unconfirmed: v.nullish(v.number(), 0),
  /** How the cards lay, without names; empty where nobody asked. */
  confidence: v.array(v.object({ face: v.string(), count: v.number() })),
  /** What was said with a card of it, lowest first, without names. */
  said: v.nullish(v.array(v.object({ face: v.string(), words: text })), []),
  /** Questions on pulled items that nobody has answered. */
  open: v.array(v.object({ key: text, text })),
  notes: names,
  present: names,
})
export type PlanningSummary = v.InferOutput<typeof PlanningSummarySchema>
