import { expect, test } from 'vitest';
import { bytesOf, dkimRequest, domainkeysRequest, MAIL, NOW, outcomes, RECORDS, signed } from '../../test/mail.js';
import { createVerifier, memoryResolver, verify, type TxtResolver, type VerifyOptions } from '../index.js';

const OPTIONS: VerifyOptions = { resolveTxt: memoryResolver(RECORDS), now: () => NOW };
const silence: TxtResolver = () => new Promise(() => {});
const MAILS = await Promise.all([signed(MAIL, dkimRequest()), signed(MAIL, domainkeysRequest())]);

test.each([
  ['NaN', () => Number.NaN],
  ['a text', () => '1700000000'],
  ['a Promise', async () => NOW],
  ['milliseconds', () => NOW * 1000],
  ['parts of a second', () => NOW + 0.5],
  ['nothing', () => {}],
])('a clock that gives %s is the mistake of the caller: no signature passes by it', async (_, clock) => {
  const now = clock as VerifyOptions['now'];
  const error = expect.objectContaining({
    code: 'DKIM_OPTION_INVALID',
    message: expect.stringMatching(/^now\(\) must/),
  });
  for (const mail of [...MAILS, MAIL]) {
    await expect(verify(bytesOf(mail), { ...OPTIONS, now })).rejects.toEqual(error);
  }
  await expect(verify(bytesOf('From: a@b.example'), { ...OPTIONS, now })).rejects.toEqual(error); // at end()
});

test('a write that has thrown is not forgotten: nothing but that error comes of the verifier', async () => {
  const broken = new Error('broken');
  const verifier = createVerifier({
    ...OPTIONS,
    now() {
      throw broken;
    },
  });
  expect(() => verifier.write(bytesOf(MAIL))).toThrow(broken);
  expect(() => verifier.write(bytesOf('more'))).toThrow(broken);
  await expect(verifier.end()).rejects.toBe(broken);
});

const used = (message: string): unknown => expect.objectContaining({ code: 'DKIM_USED_AFTER_END', message });
const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('nothing is taken after end() or abandon()', async () => {
  const verifier = createVerifier(OPTIONS);
  await verifier.end();
  expect(() => verifier.write(bytesOf(MAIL))).toThrow(used('write() was called after end().'));
  await expect(verifier.end()).rejects.toEqual(used('end() was called after end().'));

  const asked: string[] = [];
  const given = createVerifier({
    ...OPTIONS,
    resolveTxt(name) {
      asked.push(name);
      return silence(name);
    },
  });
  given.abandon();
  given.abandon();
  expect(() => given.write(bytesOf(MAILS[0] ?? ''))).toThrow(used('write() was called after abandon().'));
  await expect(given.end()).rejects.toEqual(used('end() was called after abandon().'));
  expect(asked).toEqual([]);
});

test('abandon() ends an end() that waits for a resolver without an answer', async () => {
  const verifier = createVerifier({ ...OPTIONS, resolveTxt: silence });
  verifier.write(bytesOf(MAILS[0] ?? ''));
  const end = verifier.end();
  verifier.abandon();
  expect(await end).toMatchObject({ result: 'temperror', signatures: [{ code: 'dns-timeout' }] });
});

test('a verifier that nobody ends does not hold the process; one that is waited for does', async () => {
  const before = timers();
  const verifier = createVerifier({ ...OPTIONS, resolveTxt: silence });
  verifier.write(bytesOf(MAILS[0] ?? ''));
  expect(timers()).toBe(before);
  const end = verifier.end();
  expect(timers()).toBe(before + 1);
  verifier.abandon();
  expect(timers()).toBe(before);
  await end;
});

test.each([
  ['undefined', async () => undefined, /the resolver gave undefined, no answer/],
  ['null', async () => null, /the resolver gave object, no answer/],
  ['an unknown status', async () => ({ status: 'NXDOMAIN' }), /the resolver gave no known status: NXDOMAIN/],
  ['no records', async () => ({ status: 'found' }), /the resolver gave records that are no list of texts/],
  ['strings in strings', async () => ({ status: 'found', records: [['v=DKIM1; p=']] }), /no list of texts/],
  ['a text as records', async () => ({ status: 'found', records: 'v=DKIM1; p=' }), /no list of texts/],
  ['a rejection', () => Promise.reject(new Error('no\r\nDNS')), /the resolver failed with no\\r\\nDNS/],
  [
    'an exception',
    () => {
      throw new TypeError('dns.foo is no function');
    },
    /the resolver failed with dns\.foo is no function/,
  ],
])('S-087: a resolver that gives %s is a server failure, and the reason says so', async (_, resolve, reason) => {
  const resolveTxt = resolve as unknown as TxtResolver;
  for (const mail of MAILS) {
    const { signatures } = await verify(bytesOf(mail), { ...OPTIONS, resolveTxt });
    expect(signatures).toMatchObject([
      { result: 'temperror', code: 'dns-server-failure', reason: expect.stringMatching(reason) },
    ]);
  }
});

test('a resolver that answers without a promise is taken at its word', async () => {
  const records = RECORDS['rsa._domainkey.example.org'];
  const texts = typeof records === 'object' ? records.TXT : [];
  const resolveTxt = (() => ({ status: 'found', records: texts })) as unknown as TxtResolver;
  for (const mail of MAILS) expect(await outcomes(mail, { resolveTxt })).toEqual(['pass']);
});
