/** `dkim-check policy`: what a domain says of its mail, today (DMARC, SPF) and in the past. RFC 9989; S-236. */
import { parseAddressList, parseDomain } from 'dkim-core';
import type { Command } from '../command.js';
import { DNS_OPTIONS, dnsFor } from '../dns-options.js';
import { gatherPolicy } from '../policy/facts.js';
import { judgePolicy } from '../policy/judge.js';
import { policyJson, policyText } from '../report/policy.js';
import { fault } from '../usage-error.js';
import { visibleJson } from '../visible-text.js';

export const policy: Command = {
  name: 'policy',
  summary: 'command-policy',
  usage:
    'dkim-check policy DOMAIN [--from ADDRESS] [--d DOMAIN]... [--records FILE | --nameserver ADDRESS[:PORT]] [--json]',
  options: {
    from: { argument: 'ADDRESS', help: 'option-policy-from' },
    d: { argument: 'DOMAIN', help: 'option-policy-d', repeatable: true },
    ...DNS_OPTIONS,
    json: { help: 'option-json' },
  },
  files: 1,
  async run(parsed, io, say) {
    const [given] = parsed.files;
    if (given === undefined) throw fault('policy-domain-needed');
    const domain = domainOf(given);
    const from = parsed.value('from');
    const author = from === null ? domain : domainOf(parseAddressList(from)[0]?.domain ?? from);
    const signers = parsed.values('d').map(domainOf);
    const facts = await gatherPolicy(domain, dnsFor(parsed, io), {
      author,
      signers: signers.length === 0 && from !== null ? [domain] : signers,
    });
    const judged = judgePolicy(facts);
    if (parsed.has('json')) await io.print(visibleJson(JSON.stringify(policyJson(facts, judged, say))));
    else for (const line of policyText(facts, judged, say, io.paint)) await io.print(line);
    return judged.status;
  },
};

function domainOf(text: string): string {
  const domain = parseDomain(text.endsWith('.') ? text.slice(0, -1) : text);
  if (!domain.ok) throw fault('policy-domain-invalid', { value: text });
  return domain.value;
}
