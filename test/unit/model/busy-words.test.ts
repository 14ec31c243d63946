import { expect, test } from 'vitest'
import { isAboutKeepingBusy } from '../../../src/model/busy-words.ts'

test.for([
  'to keep the backend team busy',
  'Keeps Dan and Mo occupied until the vendor answers',
  'otherwise the developers would sit idle',
  'QA has nothing to do on Friday',
  'something for Dan to do',
  'Keel sits idle from Thursday on',
  'Dan is bored',
  'better resource utilization',
  'to fill up the sprint',
  'the testers have spare time',
  'damit das Team nicht nichts zu tun hat',
  'Damit alle ausgelastet sind',
  'wegen der Auslastung',
  'die Entwickler haben gerade Luft',
  'Team Keel hat noch Kapazität',
])('%s: the guard speaks up', (reason) => {
  expect(isAboutKeepingBusy(reason, ['Dan Ross', 'Keel'])).toBe(true)
})

test.for([
  'Skippers lose a berth when the harbour is busy',
  'the server sits idle at night and the job can run then',
  'keep berths free for guests',
  'Two pilot marinas ask for it',
  'The risk is highest here, so we learn first',
  'idle boats block the quay',
  'time to first booking has to fall',
  'Wenn der Hafen beschäftigt ist, sehen Skipper eine Warteliste',
  'Kapazität des Hafens wird falsch gezeigt',
  '',
])('%s: the guard is silent', (reason) => {
  expect(isAboutKeepingBusy(reason, ['Dan Ross', 'Keel'])).toBe(false)
})

test('a name may hold any characters', () => {
  expect(isAboutKeepingBusy('(C++ [x] is idle', ['(C++', '[x]', '$'])).toBe(false)
  expect(isAboutKeepingBusy('R. O’Neil is bored', ['R. O’Neil'])).toBe(true)
})
