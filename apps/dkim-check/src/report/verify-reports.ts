/** What `verify` prints as the verdicts come in: for people, as JSON, as CSV. */
import { messageProblems } from '../diagnosis/message-problems.js';
import type { Io } from '../io.js';
import type { Judged } from '../judged.js';
import { noKeyCauses } from '../no-key/causes.js';
import { causeOf } from '../mailboxes/cause.js';
import { createSummary } from '../mailboxes/summary.js';
import type { Say } from '../words/words.js';
import { csvLine } from './csv.js';
import { verifyJson } from './json.js';
import { noKeyText } from './no-key.js';
import { verifyText } from './text.js';

/** A message with its verdict. */
export interface JudgedMail extends Judged {
  readonly file: string;
  /** Its number among all messages of this run, from 0. */
  readonly index: number;
  readonly isInMailbox: boolean;
  /** It is not the only message that can be there. */
  readonly isOneOfSeveral: boolean;
}

export interface VerifyReport {
  /** Whether it tells the causes of "no key" for this message: else nobody needs to ask each server of the zone. */
  tellsNoKey: (mail: Pick<JudgedMail, 'isInMailbox'>) => boolean;
  message: (mail: JudgedMail) => Promise<void>;
  end: () => Promise<void>;
}

/** A report a message, but for those of mailboxes that hold several; then a table, where there was more than one. */
export function textReport(io: Io, say: Say): VerifyReport {
  const summary = createSummary();
  let first: JudgedMail | null = null; // of a mailbox: it may be the only one
  const tell = async (mail: JudgedMail): Promise<void> => {
    for (const line of verifyText(mail.file, mail, say, io)) await io.print(line);
    for (const evidence of mail.noKey) {
      for (const line of noKeyText(evidence, noKeyCauses(evidence), say, io.paint)) await io.print(line);
    }
  };
  return {
    tellsNoKey: ({ isInMailbox }) => !isInMailbox,
    async message(mail) {
      summary.add(mail, mail);
      if (!mail.isInMailbox) await tell(mail);
      else first = summary.messages() === 1 ? mail : null;
    },
    async end() {
      if (summary.messages() < 2) {
        if (first !== null) await tell(first);
        return;
      }
      for (const line of summary.lines(say)) await io.print(line);
    },
  };
}

/** One object a line. */
export function jsonReport(io: Io, say: Say): VerifyReport {
  return {
    tellsNoKey: ({ isInMailbox }) => !isInMailbox,
    message: (mail) => {
      const { file, index, isOneOfSeveral } = mail;
      return io.print(verifyJson(mail, isOneOfSeveral ? { file, index } : null, say));
    },
    end: async () => {},
  };
}

/** The names of the columns are a contract. */
const COLUMNS = [
  'file',
  'index',
  'message_result',
  'type',
  'domain',
  'selector',
  'identity',
  'algorithm',
  'canonicalization',
  'key_bits',
  'result',
  'code',
  'reason',
  'cause',
] as const;

/** A header, then a line a signature; a message without any has one line, too. */
export function csvReport(io: Io): VerifyReport {
  let isBegun = false;
  const print = async (cells: Parameters<typeof csvLine>[0]): Promise<void> => {
    const head = isBegun ? '' : csvLine(COLUMNS);
    isBegun = true;
    await io.write(Buffer.from(head + csvLine(cells), 'utf8'));
  };
  return {
    tellsNoKey: () => false,
    async message({ file, index, verdict: { result, signatures, header }, diagnoses }) {
      if (signatures.length === 0) {
        const [fault = null] = messageProblems({ header });
        await print([file, index, result, ...COLUMNS.slice(3, -1).map(() => null), fault && fault.code]);
      }
      for (const [at, each] of signatures.entries()) {
        const { type, domain, selector, identity, algorithm, canonicalization, keyBits, code, reason } = each;
        const facts = [type, domain, selector, identity, algorithm, canonicalization, keyBits];
        await print([file, index, result, ...facts, each.result, code, reason, causeOf(each, diagnoses[at])]);
      }
    },
    async end() {
      if (!isBegun) await io.write(Buffer.from(csvLine(COLUMNS), 'utf8'));
    },
  };
}
