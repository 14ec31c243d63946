import { CommandRefused } from './errors.ts'
import { firstLineOf } from './secret-file.ts'

/** Where a command finds a passphrase: never in its words, never in the environment. */
export interface Passphrases {
  /** The one that opens it: of the file, else asked for on the terminal. The same when asked again. */
  current(): Promise<string>
  /** A new one: of that file, else typed twice. */
  fresh(file: string | undefined): Promise<string>
}

const LONGEST = 4_000

/** What is asked, and what is said where there is nobody to ask. */
export interface AskingWords {
  readonly question: string
  readonly noTerminal: string
}
const OF_THE_FOLDER: AskingWords = {
  question: 'Passphrase or recovery code: ',
  noTerminal:
    'This data folder is encrypted, and there is no terminal to ask for its passphrase. Give --passphrase-file FILE, or open it in a window first.',
}

export function createPassphrases(file: string | undefined, words: AskingWords = OF_THE_FOLDER): Passphrases {
  let known: Promise<string> | null = null
  return {
    current: () => (known ??= file === undefined ? typed(words.question, words) : inFile(file)),
    async fresh(newFile) {
      if (newFile !== undefined) return inFile(newFile)
      const once = await typed('New passphrase: ', words)
      if ((await typed('The same once more: ', words)) !== once)
        throw new CommandRefused('The two are not the same. Nothing was changed.')
      return once
    },
  }
}

async function inFile(file: string): Promise<string> {
  const line = await firstLineOf(file, 'passphrase')
  if (line === '' || line.length > LONGEST)
    throw new CommandRefused(
      `The first line of ${file} is no passphrase: it is empty or longer than ${LONGEST} letters.`,
    )
  return line
}

/** Asks on the terminal and shows nothing of what is typed. */
async function typed(question: string, { noTerminal }: AskingWords): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) throw new CommandRefused(noTerminal)
  stderr.write(question)
  const wasRaw = stdin.isRaw
  stdin.setRawMode(true)
  stdin.resume()
  stdin.setEncoding('utf8')
  try {
    return await new Promise<string>((resolve, reject) => {
      let letters: string[] = []
      const done = (act: () => void): void => {
        stdin.off('data', hear)
        act()
      }
      const hear = (chunk: string): void => {
        for (const letter of chunk) {
          if (letter === '\r' || letter === '\n') return done(() => resolve(letters.join('')))
          if (letter === '\u0003' || (letter === '\u0004' && letters.length === 0))
            return done(() => reject(new CommandRefused('No passphrase was given. Nothing was changed.')))
          if (letter === '\u007f' || letter === '\b') letters.pop()
          else if (letter === '\u0015') letters = []
          else if (letter >= ' ' && letters.length < LONGEST) letters.push(letter)
        }
      }
      stdin.on('data', hear)
    })
  } finally {
    stdin.setRawMode(wasRaw)
    stdin.pause()
    stderr.write('\n')
  }
}
