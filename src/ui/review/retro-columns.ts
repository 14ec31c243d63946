import type { ReflectionKind } from '../../model/reflection.ts'

export interface RetroColumn {
  readonly kind: ReflectionKind
  readonly name: string
  readonly asks: string
}

export const RETRO_COLUMNS: readonly RetroColumn[] = [
  { kind: 'glad', name: 'Glad', asks: 'What went well?' },
  { kind: 'wish', name: 'Wish', asks: 'What do you wish were different?' },
  { kind: 'puzzle', name: 'Puzzle', asks: 'What puzzles you?' },
  { kind: 'action', name: 'Action', asks: 'What could we try?' },
]
