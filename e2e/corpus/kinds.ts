/** The kinds of cases, and who judges each. */
import { bodyHash, canon, headerSelect, stripB } from './canon-cases.js';
import type { Judge } from './judgement.js';
import { proxySign } from './proxy-cases.js';
import { authres, authresFormat } from './results-cases.js';
import { dkimSign, domainkeysSign } from './sign-cases.js';
import {
  address,
  fold,
  granularity,
  headersToSign,
  keyMatch,
  keyRecord,
  listId,
  messageParse,
  policy,
  quotedPrintable,
  receivedTime,
  rsaRaw,
  senderDomain,
  signatureHeader,
} from './syntax-cases.js';
import { dkimVerify, domainkeysVerify } from './verify-cases.js';

export const JUDGES: Readonly<Record<string, Judge>> = {
  'dkim-verify': dkimVerify,
  'domainkeys-verify': domainkeysVerify,
  'dkim-sign': dkimSign,
  'domainkeys-sign': domainkeysSign,
  'body-hash': bodyHash,
  canon,
  'header-select': headerSelect,
  'strip-b': stripB,
  'signature-header': signatureHeader,
  'key-record': keyRecord,
  'key-match': keyMatch,
  granularity,
  policy,
  qp: quotedPrintable,
  fold,
  'rsa-raw': rsaRaw,
  authres,
  'authres-format': authresFormat,
  address,
  'sender-domain': senderDomain,
  'headers-to-sign': headersToSign,
  'list-id': listId,
  'received-time': receivedTime,
  'message-parse': messageParse,
  'proxy-sign': proxySign,
};

/** What the project does not do yet. */
export const NOT_YET: readonly string[] = [
  'arc-verify',
  'arc-sign',
  'report-record',
  'spf',
  'dmarc-record',
  'dmarc-eval',
  'org-domain',
  'author-domain',
  'dmarc-report-dest',
  'dmarc-report',
];
