import type { InvestAction, InvestLetter } from '../../model/invest/invest.ts'

export const LETTER_WORDS: { readonly [L in InvestLetter]: readonly [word: string, asks: string] } = {
  independent: ['Independent', 'It can be done without waiting for another one.'],
  negotiable: ['Negotiable', 'How it is done is still open to talk about.'],
  valuable: ['Valuable', 'Somebody is better off once it is done.'],
  estimable: ['Estimable', 'It is clear enough to say how large it is.'],
  small: ['Small', 'It fits well into a sprint.'],
  testable: ['Testable', 'Anybody can check whether it is done.'],
}

export function actionWords(action: InvestAction): string {
  switch (action.do) {
    case 'open-item':
      return 'Open that item'
    case 'edit-title':
      return 'Reword the title'
    case 'say-why':
      return 'Say why'
    case 'estimate':
      return 'Set an estimate'
    case 'answer-questions':
      return 'Go to the questions'
    case 'split':
      return 'Split it'
    case 'add-criterion':
      return 'Write a criterion'
    case 'edit-criterion':
      return 'Reword the criterion'
  }
}
