/** Words for how something is built, where a title should say what somebody can do. Only of features: other kinds are about how. */
const HOW = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    'buttons?|dropdowns?|drop-downs?|check ?boxe?s?|radio buttons?|pop-?ups?|modals?|tooltips?|sliders?|text fields?|wizards?',
    'endpoints?|rest api|api|apis|graphql|webhooks?|microservices?|cron ?jobs?|stored procedures?|sql|database (?:table|column|field)s?|db|foreign keys?|cache|caching|lambda',
    'json|xml|react|angular|vue|kafka|redis|docker|kubernetes|elasticsearch|postgres|mongodb|websockets?',
    'schaltflächen?|knopf|auswahllisten?|auswahlfelde?r?n?|ankreuzfelde?r?n?|kontrollkästchen|eingabefelde?r?n?|endpunkte?|schnittstellen?|datenbank(?:tabelle|spalte|feld)n?|dialogfenster',
  ].join('|')})(?![\\p{L}\\p{N}])`,
  'iu',
)

/** The first word of a title that names a solution, or null. */
export function solutionWord(title: string): string | null {
  return HOW.exec(title)?.[0] ?? null
}
