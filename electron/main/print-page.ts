import type { WindowFactory } from './window-factory.ts'

const PATIENCE = 30_000
/** Resolves once the page says that all it prints is there. Runs in the page. */
const PRINT_READY = `new Promise((resolve, reject) => {
  const end = Date.now() + ${PATIENCE}
  const look = () => {
    if (document.documentElement.dataset.printReady === 'true') resolve(true)
    else if (Date.now() > end) reject(new Error('The page was not ready to print within ${PATIENCE / 1000} seconds.'))
    else setTimeout(look, 50)
  }
  look()
})`

/** Prints the page at a hash path: tagged, with an outline, on the page size that the page itself names. */
export async function printPage(windows: WindowFactory, path: string): Promise<Uint8Array> {
  const window = windows.openHidden(path)
  try {
    await window.webContents.executeJavaScript(PRINT_READY)
    return await window.webContents.printToPDF({
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      preferCSSPageSize: true,
      printBackground: true,
    })
  } finally {
    window.destroy()
  }
}
