/** Every sentence for people, in Japanese. The codes, and what the facts in braces are, come from en.ts. */
import type { en } from './en.js';
import { bounces } from './ja/bounces.js';
import { canon } from './ja/canon.js';
import { configRemarks } from './ja/config-remarks.js';
import { config } from './ja/config.js';
import { diagnosisBody } from './ja/diagnosis-body.js';
import { diagnosisHeader } from './ja/diagnosis-header.js';
import { chain } from './ja/chain.js';
import { explain } from './ja/explain.js';
import { explainVerdicts } from './ja/explain-verdicts.js';
import { foreign } from './ja/foreign.js';
import { frame } from './ja/frame.js';
import { keygen } from './ja/keygen.js';
import { mailboxes } from './ja/mailboxes.js';
import { noKey } from './ja/no-key.js';
import { opendkim } from './ja/opendkim.js';
import { postfix } from './ja/postfix.js';
import { policy } from './ja/policy.js';
import { problems } from './ja/problems.js';
import { record } from './ja/record.js';
import { recordDns } from './ja/record-dns.js';
import { respond } from './ja/respond.js';
import { sign } from './ja/sign.js';
import { verdictFixes } from './ja/verdict-fixes.js';
import { verdicts } from './ja/verdicts.js';
import { verify } from './ja/verify.js';
import { zone } from './ja/zone.js';

export const ja: Readonly<Record<keyof typeof en, string>> = {
  ...bounces,
  ...canon,
  ...config,
  ...configRemarks,
  ...diagnosisBody,
  ...diagnosisHeader,
  ...chain,
  ...explain,
  ...explainVerdicts,
  ...foreign,
  ...frame,
  ...keygen,
  ...mailboxes,
  ...noKey,
  ...opendkim,
  ...postfix,
  ...policy,
  ...problems,
  ...record,
  ...recordDns,
  ...respond,
  ...sign,
  ...verdictFixes,
  ...verdicts,
  ...verify,
  ...zone,
};
