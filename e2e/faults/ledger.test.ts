import { expect, test } from 'vitest';
import { createLedger, type Attempt, type Fate, type Ledger } from './ledger.js';

const SENT = { mail: 1, number: 1, dotSent: true, reply: '' } as const;

/** A ledger of one mail. */
function ledgerOf(attempts: readonly Attempt[], fate: Fate, more: (ledger: Ledger) => void = () => {}): Ledger {
  const ledger = createLedger();
  ledger.sent(1);
  for (const attempt of attempts) ledger.attempt(attempt);
  ledger.fate(1, fate);
  more(ledger);
  return ledger;
}

test.each<[string, Ledger, object]>([
  ['taken and told', ledgerOf([{ ...SENT, end: 'accepted' }], 'accepted', (of) => of.taken(1, 1)), { delivered: 1 }],
  [
    'taken, lost, and taken again',
    ledgerOf(
      [
        { ...SENT, end: 'lost' },
        { ...SENT, number: 2, end: 'accepted' },
      ],
      'accepted',
      (of) => {
        of.taken(1, 1);
        of.taken(1, 2);
      },
    ),
    { delivered: 2, duplicated: 1, ambiguous: 1 },
  ],
  [
    'taken, 451 4.4.2, and given up',
    ledgerOf([{ ...SENT, end: 'later', reply: '451 4.4.2 lost' }], 'given up', (of) => of.taken(1, 1)),
    { delivered: 1, duplicated: 0, ambiguous: 1, arrivedUnknown: 1 },
  ],
  [
    'refused by the next hop',
    ledgerOf([{ ...SENT, dotSent: false, end: 'refused', reply: '550' }], 'bounced', (of) => of.refused(1, 1)),
    { bounced: 1 },
  ],
])('%s: the accounts fit', (_, ledger, counts) => {
  expect(ledger.audit()).toMatchObject({ faults: [], counts });
});

test.each<[string, Ledger, string]>([
  [
    '250 without the next hop',
    ledgerOf([{ ...SENT, end: 'accepted' }], 'accepted'),
    '1.1: 250, and the next hop has not',
  ],
  [
    'taken twice in one attempt',
    ledgerOf([{ ...SENT, end: 'accepted' }], 'accepted', (of) => {
      of.taken(1, 1);
      of.taken(1, 1);
    }),
    '1.1: taken 2 times in one attempt',
  ],
  [
    'half a mail taken',
    ledgerOf([{ ...SENT, dotSent: false, end: 'lost' }], 'given up', (of) => of.taken(1, 1)),
    '1.1: taken, and the client had not sent it',
  ],
  [
    'taken, and the client was told otherwise',
    ledgerOf([{ ...SENT, end: 'later', reply: '451 4.3.0 fault' }], 'given up', (of) => of.taken(1, 1)),
    '1.1: taken, and the client heard "451 4.3.0 fault"',
  ],
  [
    'a bounce of our own',
    ledgerOf([{ ...SENT, end: 'refused', reply: '554' }], 'bounced'),
    '1.1: "554", and the next hop',
  ],
  ['a mail from nowhere', ledgerOf([], 'given up', (of) => of.taken(1, 7)), '1.7: taken, and no client tells of it'],
  [
    'a mail without a fate',
    ledgerOf([], 'accepted', (of) => of.sent(2)),
    'sent = accepted + bounced + given up: 2 is not 1',
  ],
])('%s: is found', (_, ledger, fault) => {
  expect(ledger.audit().faults).toContainEqual(expect.stringContaining(fault));
});

test('an account that is closed early counts as much, and takes no more', async () => {
  const ledger = ledgerOf([{ ...SENT, end: 'accepted' }], 'accepted', (of) => of.taken(1, 1));
  ledger.close(60_000);
  ledger.taken(1, 2); // its fate is too young: the account is open
  ledger.close(-1);
  ledger.taken(1, 3);
  const { counts, faults } = ledger.audit();
  expect(counts).toMatchObject({ sent: 1, accepted: 1, delivered: 2 });
  expect(faults).toEqual([
    '1.2: taken, and no client tells of it',
    expect.stringMatching(/^1: taken in attempt 3, and .* account is closed/),
    expect.stringContaining('delivered = accepted + ambiguous'),
    expect.stringContaining('duplicated = '),
  ]);
});
