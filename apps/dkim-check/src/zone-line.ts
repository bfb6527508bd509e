/** A TXT record as a zone file has it: strings of at most 255 octets, in parentheses where there are several. RFC 1035, section 5.1. */

/** Octets of one string of a TXT record. RFC 1035, section 3.3. */
export const MAX_STRING = 255;
const TTL = 3600;

export function zoneLine(name: string, text: string): string {
  const strings = stringsOf(text);
  const [only] = strings;
  if (strings.length === 1) return `${name}. IN TXT ${only ?? '""'}`;
  return [`${name}. IN TXT (`, ...strings.map((string) => `    ${string}`), ')'].join('\n');
}

/** The same as input of nsupdate (RFC 2136), which sends it to the primary server of the zone. */
export function nsupdateLines(name: string, text: string): readonly string[] {
  return [`update add ${name}. ${TTL} IN TXT ${stringsOf(text).join(' ')}`, 'send'];
}

function stringsOf(text: string): readonly string[] {
  return (text.match(new RegExp(`.{1,${MAX_STRING}}`, 'gs')) ?? ['']).map(
    (part) => `"${part.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
  );
}
