import DOMPurify from 'dompurify'
import MarkdownIt from 'markdown-it'

const SAFE = /^(?:https?|mailto):/i

/**
 * Markdown as HTML that can do no harm: no HTML of the writer's own, no script, no style, no picture from elsewhere, and
 * links that only lead to the web or to a mailbox, in a window of their own.
 */
export function createMarkdown(): (text: string) => string {
  const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true })
  markdown.validateLink = (url) => SAFE.test(url)
  // A picture would be fetched from elsewhere; what it is called and where it lies stays.
  markdown.renderer.rules['image'] = (tokens, index) => {
    const token = tokens[index]
    const source = String(token?.attrGet('src') ?? '')
    const words = markdown.utils.escapeHtml(token?.content === '' || token === undefined ? source : token.content)
    return SAFE.test(source) ? `<a href="${markdown.utils.escapeHtml(source)}">${words}</a>` : words
  }
  markdown.core.ruler.push('tick-boxes', (state) => {
    for (const token of state.tokens) {
      const first = token.type === 'inline' ? token.children?.[0] : undefined
      if (first?.type === 'text') first.content = first.content.replace(/^\[ \] /, '☐ ').replace(/^\[[xX]\] /, '☑ ')
    }
  })
  const purify = DOMPurify(window)
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName !== 'A') return
    node.setAttribute('target', '_blank')
    node.setAttribute('rel', 'noopener noreferrer nofollow')
  })
  return (text) =>
    purify.sanitize(markdown.render(text), {
      ALLOWED_TAGS: [
        'p',
        'br',
        'strong',
        'em',
        's',
        'a',
        'ul',
        'ol',
        'li',
        'blockquote',
        'code',
        'pre',
        'h1',
        'h2',
        'h3',
        'h4',
        'h5',
        'h6',
        'hr',
        'table',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
      ],
      ALLOWED_ATTR: ['href', 'target', 'rel', 'start'],
      ALLOWED_URI_REGEXP: SAFE,
    })
}
