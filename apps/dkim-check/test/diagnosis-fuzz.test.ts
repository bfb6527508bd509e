/** Mails that were changed at random: nothing is thrown, and a cause that is proven is right. */
import { parseDkimSignature, readHeader, type DkimSignature, type HeaderField, type MessageHeader } from 'dkim-core';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBudget } from '../src/diagnosis/budget.js';
import { diagnoseBody } from '../src/diagnosis/body-diagnosis.js';
import { diagnoseHeader } from '../src/diagnosis/header-diagnosis.js';
import { signedState } from '../src/diagnosis/header-state.js';
import { canonicalBody } from '../src/diagnosis/signed-body.js';
import { codesOf, signedMail } from './diagnosed.js';

const MAIL = [
  'From: Joe <joe@example.org>',
  'To: suzie@shop.example, "Max" <max@shop.example>',
  'Subject: Re: =?UTF-8?B?R3LDvMOfZQ==?= for you',
  'Date: Fri, 1 Jan 2021 00:00:00 +0000',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="b"',
  '',
  '--b',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'From here =3D there',
  '.. a  b \t',
  '',
  '--b--',
  '',
].join('\r\n');
const FORMS = ['relaxed/relaxed', 'simple/simple'] as const;
const MAILS = await Promise.all(FORMS.map((canonicalization) => signedMail(MAIL, { canonicalization })));

const piece = fc.constantFrom(
  '\r\n',
  ' ',
  '\t',
  '.',
  '>',
  '-',
  '--b\r\n',
  'From ',
  '=',
  '[list] ',
  'x',
  '\u00a0',
  ':',
  '<',
  '"',
  'Re: ',
  '\r',
  '\r\n\r\n',
  'Subject: y\r\n',
);
const edit = fc.record({ at: fc.nat({ max: 2000 }), gone: fc.nat({ max: 4 }), put: piece });

const edited = (mail: string, edits: readonly { at: number; gone: number; put: string }[]): string => {
  const start = mail.indexOf('From: Joe'); // the signature itself stays
  return edits.reduce((text, { at, gone, put }) => {
    const place = start + (at % Math.max(text.length - start, 1));
    return text.slice(0, place) + put + text.slice(place + gone);
  }, mail);
};

const RUNS = { numRuns: 100, seed: 6376 };

test.each(MAILS)(
  'random edits are diagnosed without an exception, and never as passing with a cause (mail %#)',
  async (mail) => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 3 }), async (edits) => {
        const codes = await codesOf(edited(mail, edits));
        expect(codes.includes('pass') ? codes.length : Math.min(codes.length, 1)).toBe(1);
      }),
      RUNS,
    );
  },
  120_000,
);

function parted(mail: string): { header: MessageHeader; body: Buffer } {
  const octets = Buffer.from(mail, 'latin1');
  const header = readHeader(octets);
  return { header, body: octets.subarray(header.size) };
}

function signatureOf(mail: string): { own: HeaderField; signature: DkimSignature } {
  const [own] = parted(mail).header.fields;
  const parsed = own && parseDkimSignature(own).parsed;
  if (own === undefined || parsed?.ok !== true) throw new Error('the mail does not begin with its signature');
  return { own, signature: parsed.value };
}

const budgets = (): { budget: ReturnType<typeof createBudget>; pairBudget: ReturnType<typeof createBudget> } => ({
  budget: createBudget({ trials: 1000, octets: 2 ** 25 }),
  pairBudget: createBudget({ trials: 200, octets: 2 ** 23 }),
});

test.each(MAILS)(
  'where a change of the body is named with proof, the hash of what was restored is bh= (mail %#)',
  (mail) => {
    let proven = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
        const { signature } = signatureOf(mail);
        const { body } = parted(edited(mail, edits));
        for (const { restored } of diagnoseBody(body, signature, { encoding: null, ...budgets() })) {
          if (restored === null) continue;
          proven += 1;
          const hashes = [restored, canonicalBody(restored, signature.bodyCanonicalization)].map((octets) =>
            createHash('sha256').update(octets).digest('base64'),
          );
          expect(hashes).toContain(Buffer.from(signature.bodyHash).toString('base64'));
        }
      }),
      RUNS,
    );
    expect(proven).toBeGreaterThan(0);
  },
  120_000,
);

test.each(MAILS)(
  'where a change of the header is named with proof, what was restored is what was signed (mail %#)',
  (mail) => {
    const { own, signature } = signatureOf(mail);
    let signedInput = '';
    const fitsWhole = (input: Uint8Array): boolean => {
      signedInput = Buffer.from(input).toString('latin1');
      return true;
    };
    const question = (fields: readonly HeaderField[], fits: (input: Uint8Array) => boolean) => ({
      state: signedState(fields, own, signature),
      signature,
      fields,
      originals: [],
      fits,
      ...budgets(),
    });
    diagnoseHeader(question(parted(mail).header.fields, fitsWhole));
    const fits = (input: Uint8Array): boolean => Buffer.from(input).toString('latin1') === signedInput;
    let proven = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
        const { header } = parted(edited(mail, edits));
        for (const { restored } of diagnoseHeader(question(header.fields, fits)).findings) {
          if (restored === null) continue;
          proven += 1;
          expect(restored.toString('latin1')).toBe(signedInput);
        }
      }),
      RUNS,
    );
    expect(proven).toBeGreaterThan(0);
  },
  120_000,
);

/** Of what makes careless patterns slow: 100 kB, and in a header 8 kB, the most that a field is varied at. The only limit of time is that of the test. */
test.each([
  ...[
    '\t',
    ' ',
    ',',
    ';',
    '=?',
    '=?a?q?',
    '"',
    '<',
    '<a',
    '(',
    '@',
    'a@',
    '[',
    '*',
    'Re: ',
    ' <',
    '\r\n ',
    '?= =?',
    'GMT ',
    '; charset=',
  ].map((unit) => ({
    of: `a Subject, To, Date and Content-Type of ${JSON.stringify(unit)}`,
    mail: (many: string) =>
      `To: ${many}\r\nSubject: ${many}\r\nDate: ${many}\r\nContent-Type: a/b${many}\r\n\r\nHi.\r\n`,
    unit,
  })),
  ...[
    '--a\r\n',
    '</body>',
    '..\r\n',
    ' ',
    '\r',
    '\r\n',
    '<',
    '=',
    '>From ',
    '!\r\n ',
    '\u001b$B',
    '\u00e3\u0081',
    'QUJD',
  ].map((unit) => ({
    of: `a body of ${JSON.stringify(unit)}`,
    mail: (many: string) => `Subject: x\r\n\r\n${many}x`,
    unit,
  })),
])(
  '$of takes no time that grows faster than it',
  async ({ mail, unit }) => {
    for (const size of [8000, 100_000]) {
      const many = unit.repeat(Math.floor(size / unit.length));
      const message = await signedMail(`From: Joe <joe@example.org>\r\n${mail(many)}`, {
        canonicalization: 'simple/simple',
        signedFields: ['from', 'to', 'subject', 'date', 'content-type'],
      });
      const changed = message.replace('Joe <joe', 'Jim <jim').replace(/.$/s, 'Q');
      expect(await codesOf(changed)).not.toContain('pass');
    }
  },
  20_000,
);
