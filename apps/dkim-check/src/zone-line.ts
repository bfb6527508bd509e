/** A TXT record as a zone file has it: strings of at most 255 octets, in parentheses where there are several. RFC 1035, section 5.1. */

const MAX_STRING = 255;

export function zoneLine(name: string, text: string): string {
  const strings = (text.match(new RegExp(`.{1,${MAX_STRING}}`, 'gs')) ?? ['']).map(
    (part) => `"${part.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
  );
  const [only] = strings;
  if (strings.length === 1) return `${name}. IN TXT ${only ?? '""'}`;
  return [`${name}. IN TXT (`, ...strings.map((string) => `    ${string}`), ')'].join('\n');
}
