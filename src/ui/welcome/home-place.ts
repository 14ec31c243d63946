/** Where a window can go from outside of a plan. `plan` is null for the welcome page and an import into a new plan. */
export interface HomePlace {
  readonly plan: string | null
  readonly screen: string
  readonly rest?: string | null
  readonly query?: Readonly<Record<string, string>>
}
export type HomeNavigate = (to: HomePlace) => void
