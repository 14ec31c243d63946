import { dayText } from '../../model/forecast/calendar.ts'
import { FARTHEST } from '../../model/forecast/monte-carlo.ts'
import { counted } from '../amounts.ts'
import { longDay, shortDay } from '../days.ts'

/** "6 items or more are done by 18 December 2026, with 85 %." */
export function howManyWords(items: number, by: string): string {
  if (items === 0) return `By ${longDay(by)} nothing is done for sure: 85 % is too much to ask for.`
  return `${counted(items, 'item')} or more will be done by ${longDay(by)}, with 85 %.`
}

/** "The first 10 items will be done on or before 4 December 2026, with 85 %." `days`: today is the first. */
export function whenDoneWords(items: number, days: number, today: number): string {
  const which = items === 1 ? 'The first item' : `The first ${counted(items, 'item')}`
  if (days >= FARTHEST) return `${which} will hardly be done within twenty years at this pace.`
  return `${which} will be done on or before ${longDay(endDay(days, today))}, with 85 %.`
}

/** The day on which so many days of work are over, YYYY-MM-DD. Today is the first. */
export function endDay(days: number, today: number): string {
  return dayText(today + Math.max(0, days - 1))
}

export function shortEnd(days: number, today: number): string {
  if (days >= FARTHEST) return 'not in 20 years'
  const day = endDay(days, today)
  return days > 330 ? `${shortDay(day)} ${day.slice(0, 4)}` : shortDay(day)
}
