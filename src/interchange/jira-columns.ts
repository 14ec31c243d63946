/** Roles of Jira's columns by lower-case name, `Custom field (...)` taken off. Spellings of both decades stand side by side. */
const ROLES: Readonly<Record<string, string>> = {
  summary: 'title',
  'issue key': 'key',
  'issue id': 'key:id',
  'issue type': 'kind',
  issuetype: 'kind',
  status: 'stage',
  'status category': 'stage:category',
  resolution: 'stage:resolution',
  labels: 'labels',
  label: 'labels',
  component: 'labels:component',
  'component/s': 'labels:component',
  components: 'labels:component',
  'fix version': 'labels:version',
  'fix version/s': 'labels:version',
  'fix versions': 'labels:version',
  'story points': 'estimate',
  'story point estimate': 'estimate',
  'story points estimate': 'estimate',
  'business value': 'value',
  description: 'description',
  comment: 'comments',
  comments: 'comments',
  parent: 'epic:parent',
  'parent key': 'epic:parent',
  'parent id': 'epic:parent',
  'epic link': 'epic:parent',
  'parent summary': 'epic:name',
  'epic link summary': 'epic:name',
  rank: 'order',
  assignee: 'assigned',
  created: 'created',
  resolved: 'finished',
  'due date': 'text:date',
  'start date': 'text:date',
  'log work': 'text:worklog',
}

/** `links:out:Blocks` stands for "this blocks the other", `links:in:Blocks` for the other way round. */
export function jiraRoleOf(name: string): string {
  const lower = name
    .trim()
    .toLowerCase()
    .replace(/^custom field \((.+)\)$/, '$1')
    .trim()
  const link = /^(outward|inward) issue link \((.+)\)$/i.exec(name.trim())
  if (link) return `links:${link[1]?.toLowerCase() === 'inward' ? 'in' : 'out'}:${link[2] ?? ''}`
  return Object.hasOwn(ROLES, lower) ? (ROLES[lower] ?? 'text') : 'text'
}
