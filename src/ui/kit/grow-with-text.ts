import type { Attachment } from 'svelte/attachments'

/** Makes a text field as high as its text, where the browser does not do it by itself (`field-sizing`). */
export function growWithText(_text: string): Attachment<HTMLTextAreaElement> {
  return (field) => {
    if (CSS.supports('field-sizing', 'content')) return
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight}px`
  }
}
