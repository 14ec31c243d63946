/**
 * Content-Security-Policy of our pages, by whichever road they come: nothing from elsewhere, no inline script, nobody may
 * frame the page. Inline styles stay allowed, since CodeMirror writes its own style sheet into the page.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
