/**
 * Every sentence for people, in English, by its code; ja.ts says the same in Japanese, words.ts fills in {facts}.
 *
 * A text may be polished at will, its code never changes. One file a topic, in both languages.
 */
import { bounces } from './en/bounces.js';
import { canon } from './en/canon.js';
import { configRemarks } from './en/config-remarks.js';
import { config } from './en/config.js';
import { diagnosisBody } from './en/diagnosis-body.js';
import { diagnosisHeader } from './en/diagnosis-header.js';
import { chain } from './en/chain.js';
import { explain } from './en/explain.js';
import { explainVerdicts } from './en/explain-verdicts.js';
import { foreign } from './en/foreign.js';
import { frame } from './en/frame.js';
import { keygen } from './en/keygen.js';
import { mailboxes } from './en/mailboxes.js';
import { noKey } from './en/no-key.js';
import { opendkim } from './en/opendkim.js';
import { postfix } from './en/postfix.js';
import { policy } from './en/policy.js';
import { problems } from './en/problems.js';
import { record } from './en/record.js';
import { recordDns } from './en/record-dns.js';
import { respond } from './en/respond.js';
import { sign } from './en/sign.js';
import { verdictFixes } from './en/verdict-fixes.js';
import { verdicts } from './en/verdicts.js';
import { verify } from './en/verify.js';
import { zone } from './en/zone.js';

export const en = {
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
} as const;
