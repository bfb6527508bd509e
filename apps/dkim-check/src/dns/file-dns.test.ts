import { expect, test } from 'vitest';
import { fileDns } from './file-dns.js';

const dns = fileDns({
  's._domainkey.example.org': { TXT: [['v=DKIM1; ', 'p='], 'other'] },
  'Alias.example.org': { CNAME: 'S._domainkey.example.org.' },
  'empty.example.org': { TXT: [] },
  'broken.example.org': 'SERVFAIL',
  'eight-bit.example.org': { TXT: ['é…'] },
});

test('records have the strings that the file has', async () => {
  expect((await dns.txt('S._domainkey.example.org')).records).toEqual([['v=DKIM1; ', 'p='], ['other']]);
});

test('an alias is followed and named', async () => {
  expect(await dns.txt('alias.example.org')).toMatchObject({
    status: 'found',
    aliases: ['S._domainkey.example.org.'],
    records: [['v=DKIM1; ', 'p='], ['other']],
    ttl: null,
    server: null,
  });
});

test('an alias that leads to nothing is named, too', async () => {
  const ends = fileDns({ 'a.example.org': { CNAME: 'gone.example.net' } });
  expect(await ends.txt('a.example.org')).toMatchObject({ status: 'no-such-name', aliases: ['gone.example.net'] });
});

test('text beyond Latin-1 comes as its UTF-8 octets, as it would over the wire', async () => {
  const octets = Buffer.from('é…', 'utf8').toString('latin1');
  expect((await dns.txt('eight-bit.example.org')).records).toEqual([[octets]]);
});

test.each([
  ['none.example.org', 'no-such-name'],
  ['empty.example.org', 'no-such-record'],
  ['broken.example.org', 'server-failure'],
])('%s: %s', async (name, status) => {
  expect((await dns.txt(name)).status).toBe(status);
});
