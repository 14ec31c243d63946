import '../../src/ui/theme/theme.ts'
import { mount } from 'svelte'
import type { PlanState } from '../../src/state/plan-state.svelte.ts'
import Frame from '../../src/ui/frame/frame.svelte'
import type { Navigate, Place } from '../../src/ui/frame/screen.ts'
import { SCREENS } from '../../src/ui/frame/screens.ts'

/** The whole frame with a screen in it, as the app shows it. Answers what goes to another screen. */
export function mountScreen(state: PlanState, begin: Place): Navigate {
  const target = document.getElementById('app')
  if (target === null) throw new Error('The page has no place for the app.')
  let route = $state.raw(begin)
  const navigate: Navigate = (to) => (route = to)
  mount(Frame, {
    target,
    props: {
      state,
      get route() {
        return route
      },
      navigate,
      screens: SCREENS,
      home: null,
    },
  })
  return navigate
}
