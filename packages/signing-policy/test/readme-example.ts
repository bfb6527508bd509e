import { readHeader } from 'dkim-core';
import { chooseSignatures, compilePolicy, parseSignatureSpecs } from 'signing-policy';

const signature = parseSignatureSpecs('dkim(c=relaxed/relaxed,i=@example.org)');
if (!signature.ok) throw new Error(signature.reason);

const { policy, faults } = compilePolicy(
  { domain: [['example.org']], keyfile: '/etc/dkimproxy/s1.pem', selector: 's1', signature: [signature.value] },
  { origins: {}, resolvePath: (path) => path },
);
for (const { message } of faults) console.error(message);

const header = readHeader(Buffer.from('From: Joe <joe@mail.example.org>\r\n\r\n'));
const { signatures, reason } = chooseSignatures(header, policy);
console.log(reason); // domain: example.org
for (const { type, domain, keyfile } of signatures) console.log(type, domain, keyfile); // dkim example.org /etc/dkimproxy/s1.pem
