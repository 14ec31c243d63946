import { describe, expect, test } from 'vitest'
import type { Request } from '../../../src/model/request.ts'
import { answerText, isDueAgain, requestAsDescription, requestHas, waiting } from '../../../src/model/request-words.ts'

const request = (fields: Partial<Request>): Request => ({
  id: 'r',
  title: 'Berths by length',
  words: '',
  from: 'Harbour office',
  by: null,
  at: 1,
  sprint: null,
  session: null,
  answer: null,
  why: '',
  free: null,
  answeredBy: null,
  answeredAt: null,
  againOn: null,
  item: null,
  deleted: null,
  ...fields,
})

describe('an answer text to send', () => {
  test('says what was asked, the answer and its reason, and when it is looked at again', () => {
    const text = answerText(request({ answer: 'not-now', why: 'Payment comes first.', againOn: '2027-05-03' }), 'Anna')
    expect(text).toBe(
      'Hello Harbour office,\n\nyou asked for “Berths by length”. Not now.\n\nPayment comes first.\n\n' +
        'We look at it again on 3 May 2027.\n\nThank you for asking.\n\nAnna',
    )
  })
  test('there is none before there is an answer, and a no names no day', () => {
    expect(answerText(request({}), 'Anna')).toBe('')
    expect(answerText(request({ answer: 'no', why: 'x', againOn: '2027-05-03', from: '' }), '')).toBe(
      'Hello,\n\nyou asked for “Berths by length”. We will not do it.\n\nx\n\nThank you for asking.',
    )
  })
})

describe('the inbox', () => {
  const later = request({ id: 'later', answer: 'not-now', againOn: '2027-05-03' })
  test('has what was put off until today first, then what nobody has answered, oldest first', () => {
    const all = [
      request({ id: 'new', at: 9 }),
      request({ id: 'old', at: 2 }),
      request({ id: 'no', answer: 'no' }),
      later,
      request({ id: 'gone', deleted: { at: 1, by: null, why: '' } as unknown as Request['deleted'] }),
    ]
    expect(waiting(all, '2027-05-02').map(({ id }) => id)).toEqual(['old', 'new'])
    expect(waiting(all, '2027-05-03').map(({ id }) => id)).toEqual(['later', 'old', 'new'])
  })
  test('what was put off without a day never comes back by itself', () => {
    expect(isDueAgain(request({ answer: 'not-now' }), '2099-01-01')).toBe(false)
  })
  test('is searched by what was asked, by whom, and the reason', () => {
    const one = request({ why: 'Payment comes first', words: 'for long keels' })
    expect(requestHas(one, 'PAYMENT harbour')).toBe(true)
    expect(requestHas(one, 'keels length')).toBe(true)
    expect(requestHas(one, 'keels width')).toBe(false)
  })
})

test('an item that is made of a request says who asked, in their own words', () => {
  expect(requestAsDescription({ from: 'Sales', words: 'We lose two a week' })).toBe(
    'Asked for by Sales.\n\nWe lose two a week',
  )
  expect(requestAsDescription({ from: '', words: '' })).toBe('')
})
