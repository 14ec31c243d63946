import type { CreateTemplate } from '../../commands/templates.ts'

/** Templates to begin with, for plans that have none. Everything in them is meant to be changed. */
export const STARTERS: readonly CreateTemplate[] = [
  {
    kind: 'feature',
    name: 'Story',
    description:
      '**Who** needs it, and when?\n\n**What** can they do then that they cannot do now?\n\n**Why** is that worth it?',
    criteria: ['Given …, when …, then …'],
  },
  {
    kind: 'bug',
    name: 'Bug report',
    description: '**What happened**\n\n**What should have happened**\n\n**How to see it again**\n\n1. ',
    criteria: ['The steps above show what should happen', 'A test fails without the repair'],
  },
  {
    kind: 'spike',
    name: 'Spike',
    title: 'Find out: ',
    description:
      '**The question**\n\n**What we will do differently, depending on the answer**\n\n**How long we look at most**',
    criteria: ['The answer is written on the item'],
  },
]
