/** docs/faults.md from the rows that the test runs. */
import type { Row } from './row.js';

const HEAD = `# Faults

What a client hears, what the next hop gets and what stands in the log when something fails. Each row is tried against the
real programs by \`e2e/scenarios/faults.test.ts\`, which also writes this page; the rules are those of [rules.json](rules.json).

- *Client hears*: the place in the session and the reply; the first that is not what the client hoped for. A row without fault
  for the client ends at END with 250. A client that hears 4xx, or whose connection is lost, keeps the mail and tries again.
- *Next hop gets*: how much of the message it has seen. "The mail" is one that it has taken over with 250.
- *Log*: warnings and errors, and the outcome of the message.
- *Session*: whether the client can go on with the next mail.

In every row: 250 at END only if the next hop has said 250 for that mail; sessions end in bounded time, all descriptors are
closed again, and the next mail passes. A mail can come twice only where its taking was not heard of, which RFC 5321 leaves open
(section 4.5.3.2.6, and RFC 1047): the next hop took it and died or waited too long before it said so, our process was killed in
between, or the client went before it heard 250. The log says "may be delivered twice" then, unless we were the one killed.
`;

export function faultsPage(rows: readonly Row[]): string {
  const sides = [...new Set(rows.map(({ side }) => side))];
  return `${HEAD}${sides.map((side) => section(side, rows)).join('')}`;
}

function section(side: Row['side'], rows: readonly Row[]): string {
  const lines = rows
    .filter((row) => row.side === side)
    .map(({ rule, place, variants, hears, gets, log, ends, programs }) => [
      place,
      variants.map(({ name }) => name).join('; ') + (programs === undefined ? '' : ` (${programs.join(', ')})`),
      hears,
      gets,
      log.join('; ') || '-',
      ends,
      rule,
    ]);
  return `
## ${side}

| place | fault | client hears | next hop gets | log | session | rules |
|---|---|---|---|---|---|---|
${lines.map((cells) => `| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`).join('\n')}
`;
}
