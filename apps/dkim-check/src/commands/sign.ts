/** `dkim-check sign`: the message with its signatures on top, as dkimproxy-out would sign it with such lines. */
import {
  DkimError,
  loadSigningKey,
  sign as signMessage,
  type MessageHeader,
  type SignatureRequest,
  type SigningKey,
} from 'dkim-core';
import { chooseSignatures, compilePolicy, parseSignatureSpecs, type SignatureSpec } from 'signing-policy';
import { needed, type Command, type ParsedCommand } from '../command.js';
import { fault } from '../usage-error.js';
import type { Io } from '../io.js';
import { withCrlf } from '../message-input.js';
import { clockFor } from '../time-option.js';
import { visibleText } from '../visible-text.js';
import type { Say } from '../words/words.js';

/** Keeps a first line that is a continuation out of the signature above it (S-204). */
const GUARD = Buffer.from('X-DKIMproxy: first line of the message was a continuation\r\n', 'latin1');

const GOOD_BITS = 2048;

export const sign: Command = {
  name: 'sign',
  summary: 'command-sign',
  usage: "dkim-check sign [FILE|-] --domain D --selector S --keyfile K [--signature 'dkim(...)']... [--at TIME]",
  options: {
    domain: { argument: 'NAME', help: 'option-domain' },
    selector: { argument: 'NAME', help: 'option-selector' },
    keyfile: { argument: 'FILE', help: 'option-keyfile' },
    signature: { argument: 'SPEC', help: 'option-signature', repeatable: true },
    at: { argument: 'TIME', help: 'option-sign-at' },
  },
  files: 1,
  async run(parsed, io, say) {
    const now = clockFor(parsed, io.now);
    const { policy, keys } = policyFor(parsed, io, say);
    const [file = '-'] = parsed.files;
    const source = await io.readAgain(file); // twice: the signature stands above what it signs
    let reason = '';
    const signatures = (header: MessageHeader): readonly SignatureRequest[] => {
      const choice = chooseSignatures(header, policy);
      reason = choice.reason;
      for (const note of choice.notes) io.note(visibleText(note));
      return choice.signatures.flatMap(({ keyfile, ...rest }): SignatureRequest[] => {
        const key = keys.get(keyfile);
        return key === undefined ? [] : [{ ...rest, key }];
      });
    };
    let guard = Buffer.alloc(0);
    async function* octets(): AsyncGenerator<Uint8Array> {
      let first = true;
      for await (const chunk of withCrlf(source(), () => io.note(say('line-ends-normalized', { file })))) {
        if (first && chunk.length > 0) {
          first = false;
          if (chunk[0] === 0x20 || chunk[0] === 0x09) {
            guard = GUARD;
            io.note(say('first-line-guard', { file }));
            yield GUARD;
          }
        }
        yield chunk;
      }
    }
    const { fields, signatures: made } = await signMessage(octets(), { signatures, now });
    const failed = made.find((signature) => !signature.made);
    if (failed && !failed.made) throw fault('signing-refused', { cause: failed.reason });
    if (made.length === 0) throw fault('signing-refused', { cause: reason.replace(/^not signed: /, '') });
    await io.write(fields);
    await io.write(guard);
    for await (const chunk of withCrlf(source())) await io.write(chunk);
    return 0;
  },
};

function policyFor(parsed: ParsedCommand, io: Io, say: Say) {
  const specs: (readonly SignatureSpec[])[] = [];
  for (const text of parsed.values('signature')) {
    const read = parseSignatureSpecs(text);
    if (!read.ok) throw fault('signature-unreadable', { cause: read.reason });
    specs.push(read.value);
  }
  const { policy, faults, warnings, keyNeeds } = compilePolicy(
    {
      domain: [[needed(parsed, 'domain')]],
      selector: needed(parsed, 'selector'),
      keyfile: needed(parsed, 'keyfile'),
      signature: specs.length === 0 ? undefined : specs,
    },
    { origins: {}, resolvePath: (path) => path },
  );
  const [first] = faults;
  if (first !== undefined) throw fault('signing-refused', { cause: first.message });
  for (const { message } of warnings) io.note(say('signature-option-warning', { reason: message }));
  const keys = new Map<string, SigningKey>();
  for (const { keyfile } of keyNeeds) {
    if (keys.has(keyfile)) continue;
    const content = io.readSmall(keyfile);
    try {
      const key = loadSigningKey(content, { name: keyfile });
      keys.set(keyfile, key);
      if (key.type === 'rsa' && key.bits < GOOD_BITS) io.note(say('keyfile-small', { file: keyfile, bits: key.bits }));
    } catch (err) {
      if (!(err instanceof DkimError)) throw err;
      throw fault('signing-refused', { cause: err.message });
    }
    if (io.isOpenToAll(keyfile)) io.note(say('key-open-to-all', { file: keyfile }));
  }
  return { policy, keys };
}
