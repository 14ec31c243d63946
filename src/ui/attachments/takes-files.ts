import type { Attachment } from 'svelte/attachments'

export interface NamedFile {
  readonly file: File
  readonly name: string
}

/** Lets files be dropped anywhere on the item that `node` is a part of, and pictures be pasted while it is open. */
export function takesFiles(on: {
  readonly files: (files: NamedFile[]) => void
  readonly over: (isOver: boolean) => void
  readonly now: () => number
}): Attachment<HTMLElement> {
  return (node) => {
    const place = node.closest<HTMLElement>('#item') ?? node
    let depth = 0
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
    const say = (by: number): void => on.over((depth = Math.max(0, depth + by)) > 0)
    const enter = (event: DragEvent): void => {
      if (hasFiles(event)) say(1)
    }
    const leave = (event: DragEvent): void => {
      if (hasFiles(event)) say(-1)
    }
    const over = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    }
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      // Else the browser would leave the plan and show the file.
      event.preventDefault()
      say(-depth)
      on.files([...(event.dataTransfer?.files ?? [])].map((file) => ({ file, name: file.name })))
    }
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])]
      // Spreadsheets and word processors give a picture of the text they give: the text is meant.
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain') === true) return
      const target = event.target instanceof HTMLElement ? event.target : document.body
      const isTyping = target.isContentEditable || target.matches('input, textarea')
      if (isTyping && !place.contains(target)) return
      event.preventDefault()
      on.files(files.map((file) => ({ file, name: pastedName(file, on.now()) })))
    }
    /** Let go beside the item, a file would take the plan's place in the window. */
    const beside = (event: DragEvent): void => {
      if (!hasFiles(event) || event.defaultPrevented) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none'
    }
    window.addEventListener('dragover', beside)
    window.addEventListener('drop', beside)
    place.addEventListener('dragenter', enter)
    place.addEventListener('dragleave', leave)
    place.addEventListener('dragover', over)
    place.addEventListener('drop', drop)
    document.addEventListener('paste', paste)
    return () => {
      place.removeEventListener('dragenter', enter)
      place.removeEventListener('dragleave', leave)
      place.removeEventListener('dragover', over)
      place.removeEventListener('drop', drop)
      document.removeEventListener('paste', paste)
      window.removeEventListener('dragover', beside)
      window.removeEventListener('drop', beside)
    }
  }
}

/** Browsers call every pasted picture `image.png`. */
function pastedName(file: File, now: number): string {
  if (!/^image\.\w+$/.test(file.name)) return file.name
  const at = new Date(now)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `Pasted ${day} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}${file.name.slice(5)}`
}
