/** Values that lists, gateways and mail servers put in place of others: Subject, addresses, dates, MIME. */
import { problem } from '../problem.js';
import type { VariantContext, VariantKind } from './field-variant.js';

const ADDRESS_FIELDS = new Set(['from', 'to', 'cc', 'reply-to', 'sender', 'resent-from', 'resent-to', 'resent-cc']);

/** [list], (list), ***SPAM***, EXTERNAL: in front of a Subject or behind its Re:. */
const PREFIX =
  /^([ \t]*)((?:(?:re|fwd?|aw|sv|wg|antw):[ \t]*)*)(\[[^\]]{1,80}\]:?|\([^)]{1,80}\)|\*{2,}[^*]{1,80}\*{2,}|[A-Z][A-Z ]{1,40}:)[ \t]*/i;

export const SUBJECT_PREFIX: VariantKind = {
  applies: (key) => key === 'subject',
  problem: ({ field, now, was }) => problem('error', 'subject-prefix-added', { field, now, was }),
  values(value) {
    const out: string[] = [];
    const flat = value.replaceAll(/\r\n(?=[ \t])/g, ''); // with a prefix the line is mostly folded anew
    let rest = value;
    for (let count = 0; count < 6; count += 1) {
      if (count === 3) rest = flat;
      const [matched, blank = '', reply = '', tag = ''] = PREFIX.exec(rest) ?? [];
      if (matched === undefined) continue;
      const text = rest.slice(matched.length);
      // The tag alone; the tag with the Re: that came with it; a Re: that was moved to the other side of it.
      out.push(`${blank}${reply}${text}`, `${blank}${text}`, `${blank}${tag} ${reply}${text}`);
      const [, reply2] = /^((?:(?:re|fwd?):[ \t]*)+)/i.exec(text) ?? [];
      if (reply2 !== undefined)
        out.push(`${blank}${reply2}${tag} ${text.slice(reply2.length)}`, `${blank}${text.slice(reply2.length)}`);
      rest = `${blank}${reply}${text}`;
    }
    out.push(value.replace(/^([ \t]*)(?:re|fwd?|aw|sv):[ \t]*/i, '$1'));
    return out.filter((was) => was !== flat); // which is another fold, and no prefix
  },
};

export const ADDRESSES: VariantKind = {
  applies: (key) => ADDRESS_FIELDS.has(key),
  problem: (facts) => problem('error', 'header-address-rewritten', facts),
  values: addressValues,
};

const DOMAIN = /@([A-Za-z0-9.-]+)/g;

function addressValues(value: string, { domains, keptValues }: VariantContext): readonly string[] {
  const withDomain = (of: (domain: string) => string): string =>
    value.replaceAll(DOMAIN, (_, domain: string) => `@${of(domain)}`);
  return [
    ...keptValues.map((kept) => ` ${kept.trim()}`),
    withDomain((domain) => domain.replace(/^[A-Za-z0-9-]+\.(?=[^.]+\.[^.])/, '')), // the name of a host was put in front
    value.replaceAll(/[^\s,<>"()@]{1,64}(?=@)/g, (local) => local.toLowerCase()),
    withDomain((domain) => domain.toLowerCase()),
    withDomain((domain) => domain.toUpperCase()),
    withDomain((domain) => domain.toLowerCase().replaceAll(/(?:^|\.)[a-z]/g, (start) => start.toUpperCase())),
    value.replaceAll(/(^|,)([ \t\r\n]{0,40})<([^<>\s]+)>(?=[ \t]{0,10}(?:[,\r]|$))/g, '$1$2$3'),
    value.replaceAll(/<([^<>\s]+)>/g, '$1'),
    value.replaceAll(/(^|[\s,])([^\s,<>"()@]+@[A-Za-z0-9.-]+)(?=[\s,]|$)/g, '$1<$2>'),
    value.replaceAll(/"([^"\\<>\r\n]{0,200})"/g, '$1'),
    value.replaceAll(/(^|,)([ \t\r\n]{0,40})([^",<>\s][^",<>\r\n]{0,200}?)([ \t]{0,10})</g, '$1$2"$3"$4<'),
    value.replaceAll(/([^\s,<>"()]{1,64}@[A-Za-z0-9.-]{1,255})[ \t]{1,10}\(([^()\r\n]{1,200})\)/g, '$2 <$1>'),
    value.replaceAll(/"?([^",<>\r\n()]{1,200}?)"?[ \t]{1,10}<([^<>\s]+)>/g, '$2 ($1)').replace(/^(?=[^ ])/, ' '),
    value.replaceAll(/"?[^",<>\r\n()]{1,200}"?[ \t]{0,10}<([^<>\s]+)>/g, ' <$1>'),
    value.replaceAll(/"?[^",<>\r\n()]{1,200}"?[ \t]{0,10}<([^<>\s]+)>/g, ' $1'),
    value.replaceAll(DOMAIN, ''),
    ...domains.map((domain) => withDomain(() => domain)),
    ...domains.map((domain) => value.replace(/@[A-Za-z0-9.-]+/, `@${domain}`)),
    ...domains.map((domain) =>
      withDomain((now) => (domain.toLowerCase().endsWith(`.${now.toLowerCase()}`) ? domain : now)),
    ),
  ];
}

export const MIME: VariantKind = {
  applies: (key) => key === 'content-transfer-encoding' || key === 'content-type' || key === 'mime-version',
  problem: (facts) => problem('error', 'header-mime-rewritten', facts),
  values(value) {
    if (!value.includes('/')) {
      return [
        '8bit',
        '7bit',
        'quoted-printable',
        'base64',
        'binary',
        '8BIT',
        '7BIT',
        '1.0',
        '1.0 (Mac OS X Mail 16.0)',
      ].map((word) => ` ${word}`);
    }
    const bare = value.replaceAll(/="([^"\\\r\n]{0,200})"/g, '=$1');
    const quoted = value.replaceAll(/=([^";\s]{1,200})/g, '="$1"');
    const charsets = [
      'utf-8',
      'UTF-8',
      'us-ascii',
      'US-ASCII',
      'iso-8859-1',
      'ISO-8859-1',
      'iso-2022-jp',
      'ISO-2022-JP',
      'windows-1252',
      'shift_jis',
    ];
    return [
      bare,
      quoted,
      value.toLowerCase(),
      value.replace(/;[ \t\r\n]*charset=[^;\s]+/i, ''),
      value.replace(/;[ \t\r\n]*format=[^;\s]+/i, ''),
      value.replaceAll(/;[ \t\r\n]*(?:format|delsp)=[^;\s]+/gi, ''),
      ...[value, bare, quoted].flatMap((text) =>
        charsets.map((charset) => text.replace(/(charset=)("?)[^";\s]+\2/i, `$1$2${charset}$2`)),
      ),
      ...charsets.flatMap((charset) => [`${value}; charset=${charset}`, `${value}; charset="${charset}"`]),
      ' text/plain',
    ];
  },
};

export const DATES: VariantKind = {
  applies: (key) => key === 'date' || key === 'resent-date',
  problem: (facts) => problem('error', 'header-changed', facts),
  values: (value) => [
    ...['+0000', '-0000', 'GMT', 'UT', 'UTC', '+0000 (UTC)', '+0000 (GMT)'].map((zone) =>
      value.replace(/(?:[+-]0000|GMT|UTC?|Z)(?:[ \t]{0,40}\([^()]{0,200}\))?[ \t]{0,40}$/, zone),
    ),
    value.replace(/[ \t]{0,40}\([^()]{0,200}\)[ \t]{0,40}$/, ''),
    `${value} (JST)`,
    `${value} (UTC)`,
    `${value} (GMT)`,
    value.replace(/^([ \t]{0,40}(?:[A-Za-z]{3},)?[ \t]{0,40})0(\d)/, '$1$2'),
    value.replace(/^([ \t]{0,40}(?:[A-Za-z]{3},)?[ \t]{0,40})(\d)(?!\d)/, '$10$2'),
    value.replace(/^([ \t]*)[A-Za-z]{3},[ \t]*/, '$1'),
  ],
};

export const LETTER_CASE: VariantKind = {
  applies: () => true,
  problem: (facts) => problem('error', 'header-changed', facts),
  values: (value) => [value.toLowerCase(), value.toUpperCase()],
};
