/** The outbound page in a Postfix that asks for TLS everywhere, and has a milter: neither may meet the way to the signer and back. */
import { afterAll, describe, expect } from 'vitest';
import { makeAuthority, makeCertificate } from '../harness/certificates.js';
import { startDaemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, pageSigner, withNames } from '../harness/page.js';
import { ports, startPostfix } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { startSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

describe.skipIf(lacks('root', 'postfix', 'openssl'))('the page where TLS is asked for', () => {
  const stage = openStage();
  afterAll(() => stage.end());

  proves('page-under-tls', 'a mail goes to the signer and comes back, and no milter sees it again', async () => {
    const port = await ports('signer', 'reinjection', 'milter');
    const sink = await startSink(stage);
    const { cert, key } = await makeCertificate(stage, 'mail.example.test', await makeAuthority(stage, 'Test CA'));
    const postfix = await startPostfix(stage, {
      relayPort: sink.port,
      main: `smtp_tls_security_level = encrypt
smtp_tls_policy_maps = inline:{ { [127.0.0.1]:${sink.port} = none } }
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = ${cert}
smtpd_tls_key_file = ${key}
smtpd_milters = inet:127.0.0.1:${port.milter}
milter_default_action = reject
`,
      services: [
        'tlsmgr unix - - n 1000? 1 tlsmgr',
        withNames(pageBlock('postfix-outbound', 'outbound-pickup'), {
          '127.0.0.1]:10027': `127.0.0.1]:${port.signer}`,
        }),
        pageBlock('postfix-outbound', 'outbound-transport'),
        withNames(pageBlock('postfix-outbound', 'outbound-reinjection'), {
          '127.0.0.1:10028': `127.0.0.1:${port.reinjection}`,
        }),
      ],
    });
    await startDaemon(stage, 'dkimproxy-out', pageSigner(port, (await rsaKey(stage, 2048)).file));
    await postfix.sendmail('taro@example.net', 'hanako@example.org', 'From: taro@example.net\nSubject: x\n\nHello.\n');
    const [mail] = await sink.received(1).catch((err: unknown) => {
      throw new Error(`${String(err)}\n${postfix.log()}`);
    });
    expect(mail?.data.toString('latin1')).toMatch(/^DKIM-Signature: /m);
  });
});
