/** The pages for administrators, as the source of what the tests run: a block is found by its name, so that the page stays true. */
import { readFileSync } from 'node:fs';

const FENCED = /^```(\S+) (\S+)\n(.*?)^```$/gms;

/** The text of the block that begins with three backquotes, a language and `name`. */
export function pageBlock(page: 'postfix-outbound' | 'postfix-inbound', name: string): string {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8');
  for (const [, , found, content] of text.matchAll(FENCED)) {
    if (found === name && content !== undefined) return content;
  }
  throw new Error(`docs/${page}.md has no block ${name}`);
}

/** The outbound page's signer, on the test's own ports and with its own key. */
export function pageSigner(port: { signer: number; reinjection: number }, keyfile: string): string {
  return withNames(pageBlock('postfix-outbound', 'outbound-signer'), {
    '127.0.0.1:10027': `127.0.0.1:${port.signer}`,
    '127.0.0.1:10028': `127.0.0.1:${port.reinjection}`,
    '/usr/local/dkimproxy/private.key': keyfile,
  });
}

/** Puts free ports and the test's own names in place of the page's; each one has to stand there. */
export function withNames(text: string, names: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [written, used] of Object.entries(names)) {
    if (!text.includes(written)) throw new Error(`"${written}" does not stand in:\n${text}`);
    result = result.replaceAll(written, used);
  }
  return result;
}
