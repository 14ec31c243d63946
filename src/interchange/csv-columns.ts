/** Our own names for columns, as the CSV export writes them: a file with these needs no mapping. */
export const CSV_COLUMNS = [
  'rank',
  'id',
  'key',
  'title',
  'kind',
  'stage',
  'parked',
  'description',
  'labels',
  'estimate',
  'value',
  'effort',
  'epic',
  'domain',
  'goal',
  'sprint',
  'outcome',
  'criteria',
  'tasks',
  'links',
  'comments',
  'source',
  'created',
  'started',
  'finished',
] as const

/** Columns for people who read the sheet. A file with our own names that is read back leaves them alone. */
export const CSV_TOLD = ['why it stands there', 'scores', 'parked because'] as const

/** What other tools call the same things. A suggestion: a person sees the mapping and can change it. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  title: ['summary', 'name', 'subject', 'titel', 'item', 'headline', 'issue', 'task name', 'story'],
  description: ['body', 'desc', 'details', 'notes', 'note', 'text', 'beschreibung'],
  kind: ['type', 'issue type', 'work item type', 'item type', 'typ', 'category'],
  stage: ['status', 'state', 'state name', 'column', 'list', 'section/column'],
  estimate: ['story points', 'story point estimate', 'points', 'size', 'story_points'],
  labels: ['tags', 'label', 'tag', 'components', 'component', 'component/s'],
  epic: ['parent', 'parent issue', 'epic name', 'epic link'],
  domain: ['area', 'area path', 'module', 'modules', 'sub-backlog'],
  goal: ['objective', 'outcome goal'],
  value: ['business value'],
  outcome: ['expected outcome', 'why', 'benefit'],
  criteria: ['acceptance criteria', 'acceptance', 'definition of done'],
  tasks: ['sub-tasks', 'subtasks', 'checklist', 'to-dos'],
  comments: ['comment'],
  key: ['issue key', 'ticket', 'number', 'reference', 'identifier', '#', 'issue id'],
  assigned: ['assignee', 'assignees', 'assigned to', 'owner', 'was assigned to'],
  created: ['created at', 'created date', 'creation date', 'date created'],
  started: ['started at', 'start date'],
  finished: ['completed', 'completed at', 'closed', 'closed at', 'resolved', 'done at'],
}
const FIELD_OF_SYNONYM = new Map(
  Object.entries(SYNONYMS).flatMap(([field, names]) => names.map((name) => [name, field] as const)),
)

/**
 * Suggests a field for each header. Our own names win over other tools' names, the first of several columns over the
 * rest; all that is left over is kept as text.
 */
export function suggestRoles(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase().replaceAll('_', ' '))
  const isOurs = ['id', 'key', 'title', 'kind', 'stage'].every((name) => names.includes(name))
  const taken = new Set<string>()
  const take = (field: string) => (taken.has(field) && field !== 'labels' ? 'text' : (taken.add(field), field))
  const roles = names.map((name) => {
    if (name === 'rank' || name === 'order') return take('order')
    if (name === 'id') return isOurs ? take('id') : null
    if (name === 'sprint' && isOurs) return ''
    if (isOurs && (CSV_TOLD as readonly string[]).includes(name)) return ''
    if (name === 'sprint') return 'text'
    if (name === 'source') return isOurs ? take('source') : 'text'
    return (CSV_COLUMNS as readonly string[]).includes(name) ? take(name) : null
  })
  const hasTitle = taken.has('title')
  names.forEach((name, i) => {
    if (roles[i] !== null) return
    if (/^title \d+$/.test(name) && !hasTitle) {
      roles[i] = 'title'
      taken.add('title')
    } else if (name === 'id') roles[i] = take('key')
    else roles[i] = FIELD_OF_SYNONYM.has(name) ? take(FIELD_OF_SYNONYM.get(name) ?? 'text') : 'text'
  })
  return roles.map((role) => role ?? 'text')
}
