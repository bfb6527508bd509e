/** The mail that goes through the chain, and what of it came back otherwise. */
const CRLF = '\r\n';

export interface TestMail {
  readonly from: string;
  readonly to: string;
  /** By which it is known again. */
  readonly token: string;
  readonly raw: string;
}

/** Plain text with what relays like to touch: blanks at a line's end, a dot, `From ` at a line's start, empty lines at the end. */
export function testMail({ from, to, token, now }: { from: string; to: string; token: string; now: number }): TestMail {
  const lines = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: dkim-check test`,
    `Date: ${new Date(now * 1000).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${token}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This mail was sent by dkim-check test.',
    'A blank at the end: ',
    '.',
    'From here on two empty lines follow.',
    '',
    '',
  ];
  return { from, to, token, raw: lines.join(CRLF) + CRLF };
}

export const isTestMail = (octets: Uint8Array, { token }: TestMail): boolean => Buffer.from(octets).includes(token);

/** The fields that are gone or changed, and `body`. */
export function changesOf({ raw }: TestMail, arrived: Uint8Array): readonly string[] {
  const [sent, came] = [parts(raw), parts(Buffer.from(arrived).toString('latin1'))];
  const kept = new Set(came.fields);
  const changed = sent.fields.filter((field) => !kept.has(field)).map((field) => field.slice(0, field.indexOf(':')));
  return sent.body === came.body ? changed : [...changed, 'body'];
}

function parts(text: string): { fields: readonly string[]; body: string } {
  const end = text.indexOf(CRLF + CRLF);
  return { fields: text.slice(0, end).split(/\r\n(?![ \t])/), body: text.slice(end + 4) };
}
