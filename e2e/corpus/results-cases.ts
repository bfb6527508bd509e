/** Cases of Authentication-Results: reading and writing. */
import {
  fieldsNamed,
  fieldValue,
  formatAuthenticationResults,
  parseAuthenticationResults,
  readHeader,
  type AuthenticationResult,
  type SignatureVerdict,
} from 'dkim-core';
import type { CorpusCase, Expected } from './cases.js';
import { holds, same, type Judge } from './judgement.js';

interface SourceResult {
  method: string;
  result: string;
  reason?: string;
  properties: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function flat({ method, result, reason, properties }: AuthenticationResult): Readonly<Record<string, string>> {
  return { method, result, ...(reason === null ? {} : { reason }), ...Object.fromEntries(properties) };
}

function flatSource({ method, result, reason, properties }: SourceResult): Readonly<Record<string, string>> {
  const pairs = Object.entries(properties).flatMap(([ptype, values]) =>
    Object.entries(values).map(([property, value]) => [`${ptype}.${property}`, value] as const),
  );
  return { method, result, ...(reason === undefined ? {} : { reason }), ...Object.fromEntries(pairs) };
}

function valueOf({ header, value }: CorpusCase): string {
  // These texts have one character an octet.
  if (header === undefined) return value ?? '';
  const [field] = fieldsNamed(readHeader(Buffer.from(header, 'latin1')), 'authentication-results');
  return field === undefined ? '' : fieldValue(field);
}

/** By the grammar; as large receivers write it where the case asks for that, or says of no reader that it is strict. */
export const authres: Judge = (entry, right) => {
  const text = valueOf(entry);
  const { relaxed } = entry.options ?? {};
  const strict = parseAuthenticationResults(text);
  const parsed =
    relaxed === true || (relaxed === undefined && !strict.ok)
      ? parseAuthenticationResults(text, { tolerant: true })
      : strict;
  const polluted = right['noPrototypePollution'];
  if (typeof polluted === 'string') return holds('an object of others was changed', !(polluted in {}));
  if (right.error !== undefined) return holds('it is read', !parsed.ok);
  if (right.valid === 'lenient') return [];
  if (!parsed.ok) return [`it is refused: ${parsed.reason}`];
  const { authservId, version, results } = parsed.value;
  return [...wholeValue(right, authservId, version, results), ...methods(right, results)];
};

function wholeValue(
  { value, authservId: id, results: wanted }: Expected & { authservId?: unknown },
  authservId: string,
  version: number,
  results: readonly AuthenticationResult[],
): readonly string[] {
  const complaints: string[] = [];
  if (value !== undefined) {
    const source = value as { authserv_id: string; authres_version: number; resinfo: readonly SourceResult[] };
    complaints.push(...same('the authserv-id', authservId, source.authserv_id));
    complaints.push(...same('the version', version, source.authres_version));
    complaints.push(...same('the results', results.map(flat), source.resinfo.map(flatSource)));
  }
  if (id !== undefined) complaints.push(...same('the authserv-id', authservId, id));
  if (wanted !== undefined) complaints.push(...same('the results', results.map(flat), wanted));
  return complaints;
}

function methods(right: Expected, results: readonly AuthenticationResult[]): readonly string[] {
  const wanted = right['methods'];
  if (wanted === undefined) return [];
  // Words that are no method of RFC 8601 decide nothing (S-264).
  const found = Object.fromEntries(
    results
      .filter(({ method }) => ['dkim', 'dmarc', 'spf'].includes(method))
      .map(({ method, result }) => [method, result]),
  );
  const properties = Object.fromEntries(results.flatMap((result) => [...result.properties]));
  return [
    ...same('the methods', found, wanted),
    ...(right['properties'] === undefined ? [] : same('the properties', properties, right['properties'])),
  ];
}

type Input = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const VERDICT: Omit<SignatureVerdict, 'result' | 'code' | 'reason'> = {
  type: 'dkim',
  domain: null,
  selector: null,
  identity: null,
  identityField: null,
  algorithm: null,
  canonicalization: null,
  bodyLength: null,
  keyBits: null,
  testing: false,
  signature: null,
  warnings: [],
};

function verdictOf(input: Input): SignatureVerdict {
  const header = (input['header'] ?? {}) as Readonly<Record<string, string>>;
  const text = (name: string): string | null => {
    const value = input[`header.${name}`] ?? input[name] ?? header[name];
    return typeof value === 'string' ? value : null;
  };
  const facts = {
    ...VERDICT,
    domain: text('d'),
    selector: text('s'),
    identity: text('i'),
    signature: text('b') ?? text('signature'),
  };
  const reason = text('comment') ?? text('reason') ?? '';
  if (input['result'] === 'fail') return { ...facts, result: 'fail', code: 'signature-mismatch', reason };
  // Where the source names no result, what matters is what becomes of its text.
  return reason === ''
    ? { ...facts, result: 'pass', code: null, reason: null }
    : { ...facts, result: 'temperror', code: 'internal-error', reason };
}

function words({ method, result }: Pick<AuthenticationResult, 'method' | 'result'>): string {
  return `${method}=${result}`;
}

/** Of what was given, only its results and its properties are there: one field, no line of its own, no part of a value. */
function judgeInjection(
  text: string,
  verdicts: readonly SignatureVerdict[],
  results: readonly AuthenticationResult[],
): readonly string[] {
  const { fields } = readHeader(Buffer.from(text));
  const given = verdicts.flatMap(({ domain, selector, identity, reason }) => [domain, selector, identity, reason]);
  const injected = given.flatMap((value) => (value ?? '').split(/[\r\n]+/).slice(1));
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return [
    ...same(
      'the fields',
      fields.map(({ key }) => key),
      ['authentication-results'],
    ),
    ...holds('a CR or an LF stands alone', !/\r(?!\n)|(?<!\r)\n/.test(text)),
    ...holds('a line was injected', !injected.some((line) => lines.some((one) => one.startsWith(line)))),
    ...results.flatMap(({ properties }, index) => {
      const { domain, selector, identity } = verdicts[index] ?? { domain: null, selector: null, identity: null };
      const whole: Readonly<Record<string, string | null>> = {
        'header.d': domain,
        'header.s': selector,
        'header.i': identity,
      };
      return [...properties].flatMap(([name, value]) => same(name, value, whole[name] ?? null));
    }),
  ];
}

/** What our own reader makes of it put aside: outside quoted strings and comments there is nothing but what separates. */
function judgeSpecials(value: string, count: number): readonly string[] {
  const bare = value.replaceAll(/"(?:[^"\\]|\\.)*"/g, '_').replaceAll(/\((?:[^()\\]|\\.)*\)/g, ' ');
  const results = bare.split(';').slice(1);
  return [
    ...holds(`specials stand unquoted in ${value}`, !/["\\()<>[\],:?]/.test(bare)),
    ...same('the number of results between ";"', results.length, count),
    ...holds(
      `there are other words than name=value in ${value}`,
      results.every((result) =>
        result
          .trim()
          .split(/\s+/)
          .every((word) => /^[^=]+=[^=]+$/.test(word)),
      ),
    ),
  ];
}

/** dkim-core writes results of DKIM; what they say is compared, white space, order and reason= are each writer's own. */
export const authresFormat: Judge = ({ input }, right) => {
  const whole = (input ?? {}) as { authservId?: string; results?: readonly Input[] } & Input;
  const inputs: readonly Input[] = Array.isArray(input) ? (input as readonly Input[]) : (whole.results ?? [whole]);
  const foreign = inputs.find(({ method = 'dkim' }) => method !== 'dkim');
  if (foreign !== undefined)
    return { notJudged: `dkim-core writes no results of ${JSON.stringify(foreign['method'])}` };
  const wantsNothing = whole.authservId !== undefined && inputs.length === 0;
  const verdicts = inputs.map(verdictOf);
  const bytes = formatAuthenticationResults({ authservId: 'example.com', verdicts: wantsNothing ? null : verdicts });
  const text = Buffer.from(bytes).toString('utf8');
  const value = text.slice(text.indexOf(':') + 1).trimEnd();
  const ours = parseAuthenticationResults(value);
  const complaints = [
    ...holds(
      'a line begins without white space',
      text
        .split('\r\n')
        .slice(1, -1)
        .every((line) => /^[ \t]/.test(line)),
    ),
    ...holds(`it breaks the grammar: ${value}`, ours.ok),
  ];
  const results = ours.ok ? ours.value.results : [];
  const none = wantsNothing ? [] : ['dkim=none'];
  complaints.push(
    ...same(
      'the results',
      results.map(words),
      verdicts.length === 0 ? none : verdicts.map(({ result }) => words({ method: 'dkim', result })),
    ),
    ...(right['noInjectedLines'] === true ? judgeInjection(text, verdicts, results) : []),
    ...(right['noUnquotedSpecials'] === true ? judgeSpecials(value, verdicts.length) : []),
  );
  if (typeof right.value === 'string') {
    const source = parseAuthenticationResults(
      `example.com; ${right.value
        .replace(/^[^;]*;\s*(?=\w+)/, '')
        .trim()
        .replaceAll(/\r\n;/g, ';')}`,
      { tolerant: true },
    );
    if (!source.ok) return [`what the source writes cannot be read: ${source.reason}`];
    const wanted = source.value.results;
    complaints.push(...same('the results of the source', results.map(words), wanted.map(words)));
    for (const [index, { properties }] of wanted.entries()) {
      for (const [name, one] of properties) {
        const written = results[index]?.properties.get(name);
        // header.b is a start of b= of 8 characters and more (S-154).
        const isStart = name === 'header.b' && written !== undefined && written.length >= 8 && one.startsWith(written);
        complaints.push(...(isStart ? [] : same(name, written, one)));
      }
    }
  }
  const unfolded = value.replaceAll(/\r\n\s+/g, ' ');
  for (const part of (right['contains'] ?? []) as readonly string[])
    complaints.push(...holds(`${part} is not in ${unfolded}`, unfolded.includes(part)));
  if (typeof right['commentText'] === 'string')
    complaints.push(...holds(`no such comment in ${unfolded}`, unfolded.includes(right['commentText'])));
  return complaints;
};
