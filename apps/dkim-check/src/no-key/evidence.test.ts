import { expect, test } from 'vitest';
import type { Dns } from '../dns/dns.js';
import { empty } from '../dns/network-dns.js';
import { noKeyCauses } from './causes.js';
import { gatherEvidence } from './evidence.js';

const QUESTION = { domain: 'example.jp', selector: 'sel', signature: null, isIdentityEmpty: false };
const nothing: Dns = {
  servers: ['192.0.2.53'],
  resolveTxt: () => Promise.reject(new Error('nothing here needs it')),
  txt: async () => empty('no-such-name', null, '192.0.2.53'),
  zoneOf: async () => null,
  serialOf: async () => null,
  tcpFault: async () => null,
};

test('of a zone that says it has a thousand servers some are asked', async () => {
  const asked = new Set<string>();
  const servers = Array.from({ length: 1000 }, (_, at) => ({
    name: `ns${at}.example.jp`,
    address: `192.0.2.${at % 256}`,
  }));
  const dns: Dns = {
    ...nothing,
    txt: async (name, server) => {
      if (server !== undefined) asked.add(server.name);
      return empty('no-such-name', null, null);
    },
    zoneOf: async () => ({ name: 'example.jp', servers, withoutAddress: [] }),
  };
  const evidence = await gatherEvidence(QUESTION, { dns, now: 1 });
  expect(asked.size).toBe(13);
  expect(evidence.servers.answers).toHaveLength(13);
});

test('servers that keep us waiting without end are given up, and nothing is said of them', async () => {
  const dns: Dns = { ...nothing, zoneOf: () => new Promise(() => {}) };
  const evidence = await gatherEvidence(QUESTION, { dns, now: 1, patienceMs: 10 });
  expect(evidence.servers).toEqual({ zone: null, answers: [], problems: [] });
  expect(noKeyCauses(evidence).find(({ number }) => number === 5)?.answer).toBe('unknown');
});
