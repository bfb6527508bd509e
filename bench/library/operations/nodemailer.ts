/** The signer that comes with nodemailer. It signs relaxed/relaxed only, and does not verify. */
import { readFileSync } from 'node:fs';
import DKIM from 'nodemailer/lib/dkim';
import { DOMAIN, SIGNED_FIELDS, selectorAt } from '../../signature-requests.js';
import type { Contestant } from './contestant.js';

export function nodemailer(keyFile: string): Contestant {
  const dkim = new DKIM({
    domainName: DOMAIN,
    keySelector: selectorAt(0),
    privateKey: readFileSync(keyFile, 'utf8'),
    headerFieldNames: SIGNED_FIELDS.join(':'),
  });
  return (_job, message) => async () => {
    let octets = 0;
    for await (const chunk of dkim.sign(message)) octets += (chunk as Buffer).length;
    if (octets <= message.length) throw new Error('not signed');
  };
}
