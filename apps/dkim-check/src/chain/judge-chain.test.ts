import type { VerifyResult } from 'dkim-core';
import { expect, test } from 'vitest';
import { chainProblems, type ChainFacts } from './judge-chain.js';

const made = { type: 'dkim', result: 'pass', domain: 'Example.NET', selector: 'S1', code: null };
const arrived = (signatures: readonly object[], more: object = {}): ChainFacts => ({
  from: 'a@example.net',
  to: 'b@example.org',
  end: 'arrived',
  verdict: { result: 'pass', signatures } as unknown as VerifyResult,
  planned: [{ type: 'dkim', domain: 'example.net', selector: 's1', keyfile: '/k' }],
  planProblems: [],
  canSign: true,
  hasClosedKeys: false,
  passedBy: { service: 'pickup', listen: '[127.0.0.1]:10027' },
  changes: [],
  isAligned: true,
  recordProblems: [],
  fitting: [],
  ...more,
});
const codes = (facts: ChainFacts): readonly string[] => chainProblems(facts).map(({ code }) => code);

test('names in DNS have no case: the signature is that of the file', () => {
  expect(codes(arrived([made]))).toEqual([]);
});

test('keys-not-read: where the key files are closed to us, and only there', () => {
  expect(codes(arrived([made], { hasClosedKeys: true }))).toEqual(['keys-not-read']);
});

test('port-not-signed only where the keys of the file can sign: else the key may be the cause', () => {
  expect(codes(arrived([]))).toEqual(['arrived-unsigned', 'port-not-signed']);
  expect(codes(arrived([], { canSign: false }))).toEqual(['arrived-unsigned']);
  expect(codes(arrived([], { passedBy: null }))).toEqual(['arrived-unsigned']);
});

test('signer-has-other-key: only where DNS has the key of the file and nothing was changed', () => {
  const failed = { ...made, result: 'fail', code: 'signature-mismatch' };
  const fails = { verdict: { result: 'fail', signatures: [failed] } };
  expect(codes(arrived([], { ...fails, fitting: ['/k'] }))).toEqual(['signer-has-other-key']);
  expect(codes(arrived([], { ...fails, fitting: [] }))).toEqual(['signature-mismatch']);
  expect(codes(arrived([], { ...fails, fitting: ['/k'], changes: ['To'] }))).toEqual([
    'signature-mismatch',
    'changed-on-the-way',
  ]);
  expect(codes(arrived([made], { fitting: ['/k'] }))).toEqual([]);
});

test('a change on the way breaks nothing where the signature passes, and is not told', () => {
  expect(codes(arrived([made], { changes: ['Subject'] }))).toEqual([]);
});

test('a thousand signatures of strangers are told once each by name', () => {
  const foreign = { ...made, selector: 'x' };
  expect(codes(arrived([made, ...Array.from({ length: 1000 }, () => foreign)]))).toEqual(['signed-elsewhere']);
});

test("a signature that could not be read is nobody else's", () => {
  expect(codes(arrived([made, { ...made, domain: null, selector: null }]))).toEqual([]);
});
