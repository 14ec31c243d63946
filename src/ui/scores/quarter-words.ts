import type { Quarter } from '../../model/scoring/value-effort.ts'

export const QUARTER_WORDS: Readonly<Record<Quarter, string>> = {
  'quick-win': 'Quick wins',
  'big-bet': 'Big bets',
  'fill-in': 'Fill-ins',
  'money-pit': 'Money pits',
}
