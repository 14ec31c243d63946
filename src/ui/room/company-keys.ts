import type { Company } from '../../state/room-company.svelte.ts'
import type { Follow } from '../../state/room-follow.svelte.ts'
import type { KeyBinding } from '../kit/keyboard.svelte.ts'

/** Keys among several; none for whoever is alone with the plan. */
export function companyKeys(company: Company, follow: Follow, say: (words: string) => void): readonly KeyBinding[] {
  const { drives, hand } = company.shows
  if (company.others.length === 0 && !drives && !hand) return []
  const group = 'In the room'
  const { whom } = follow
  const { driver } = company
  const following: KeyBinding[] =
    whom !== null
      ? [{ keys: 'Shift+F', words: `Follow ${whom.name} no more`, group, run: () => follow.stop() }]
      : driver !== null
        ? [{ keys: 'Shift+F', words: `Follow ${driver.name}`, group, run: () => follow.follow(driver) }]
        : []
  return [
    {
      keys: 'Shift+H',
      words: hand ? 'Lower your hand' : 'Raise your hand',
      group,
      run: () => {
        company.raise(!hand)
        say(hand ? 'Your hand is down.' : 'Your hand is up; all see it.')
      },
    },
    {
      keys: 'Shift+D',
      words: drives ? 'Drive the shared screen no more' : 'Drive the shared screen',
      group,
      run: () => {
        company.drive(!drives)
        say(drives ? 'You drive no more.' : 'You drive the shared screen; others may follow.')
      },
    },
    ...following,
  ]
}

/** Rounds of cards, from every screen. */
export function voteKeys(live: number, show: () => void): readonly KeyBinding[] {
  const words = live === 0 ? 'Ask for cards in secret' : 'Show the rounds that are on'
  return [{ keys: 'Shift+V', words, group: 'In the room', run: show }]
}
