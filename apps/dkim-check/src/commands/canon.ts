/** `dkim-check canon`: the canonical form of a message on standard output, to the last octet. */
import { canonicalizeMessage, type CanonicalForm } from 'dkim-core';
import { oneOf, type Command } from '../command.js';
import { fault } from '../usage-error.js';
import { messageFrom } from '../message-input.js';

export const canon: Command = {
  name: 'canon',
  summary: 'command-canon',
  usage:
    'dkim-check canon [FILE|-] [--header simple|relaxed] [--body simple|relaxed] [--domainkeys simple|nofws] [--part header|body]',
  options: {
    header: { argument: 'simple|relaxed', help: 'option-header' },
    body: { argument: 'simple|relaxed', help: 'option-body' },
    domainkeys: { argument: 'simple|nofws', help: 'option-domainkeys' },
    part: { argument: 'header|body', help: 'option-part' },
  },
  files: 1,
  async run(parsed, io, say) {
    const [file = '-'] = parsed.files;
    const part = parsed.has('part') ? oneOf(parsed, 'part', ['header', 'body'], 'header') : undefined;
    const header = oneOf(parsed, 'header', ['simple', 'relaxed'], 'relaxed');
    const body = oneOf(parsed, 'body', ['simple', 'relaxed'], 'relaxed');
    const other = ['header', 'body'].find((name) => parsed.has(name));
    if (parsed.has('domainkeys') && other !== undefined) {
      throw fault('options-exclusive', { name: 'domainkeys', other });
    }
    const form: CanonicalForm = parsed.has('domainkeys')
      ? { domainkeys: oneOf(parsed, 'domainkeys', ['simple', 'nofws'], 'nofws'), part }
      : { header, body, part };
    for await (const bytes of canonicalizeMessage(messageFrom(file, io, say), form)) await io.write(bytes);
    return 0;
  },
};
