/** A signer on loopback as `test` meets one, with its configuration file; it does what a test wants of it. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { loadSigningKey, sign } from 'dkim-core';
import { createTransport } from 'nodemailer';
import { listenForMail, type Listener } from '../src/respond/listener.js';
import { NOW, type openFolder } from './run-check.js';

export interface SignerWishes {
  /** Signs with d= of this domain; null signs nothing. */
  readonly signs?: string | null;
  readonly selector?: string;
  /** So many signatures, all alike. */
  readonly times?: number;
  readonly change?: (mail: string) => string;
  /** It speaks LMTP, on both sides. */
  readonly lmtp?: boolean;
  /** It takes no mail. */
  readonly refuses?: boolean;
  /** It takes mail and passes nothing on. */
  readonly isSilent?: boolean;
  /** Lines of the file, besides listen, relay, domain and the key. */
  readonly lines?: string;
  /** Where it passes mail on to; else a port of its own. */
  readonly relay?: number;
  /** A mail of somebody else that it passes on before ours. */
  readonly before?: string;
}

export interface RunningSigner {
  readonly conf: string;
  readonly listen: number;
  readonly relay: number;
  /** How the mail of somebody else went. */
  readonly said: () => readonly string[];
}

/** A port that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `record`: the value of its key record; `end` ends all signers that were started. */
export function openSigners(folder: ReturnType<typeof openFolder>): {
  readonly record: string;
  readonly keyfile: string;
  readonly start: (wishes?: SignerWishes) => Promise<RunningSigner>;
  readonly end: () => Promise<void>;
} {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const key = loadSigningKey(pem);
  const keyfile = folder.write('key.pem', pem);
  chmodSync(keyfile, 0o600);
  const running: Listener[] = [];

  async function fieldsOn(mail: Uint8Array, domain: string, selector: string): Promise<string> {
    const signatures = [{ type: 'dkim' as const, domain, selector, key }];
    const made = await sign([mail], { now: () => NOW, signatures });
    return made.signatures.map((each) => (each.made ? each.field : '')).join('');
  }

  return {
    record: `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
    keyfile,
    async start(wishes = {}) {
      const {
        signs = 'example.net',
        selector = 's1',
        times = 1,
        lmtp = false,
        change = (mail: string) => mail,
      } = wishes;
      const relay = wishes.relay ?? (await freePort());
      const transport = createTransport({ host: '127.0.0.1', port: relay, ignoreTLS: true, lmtp });
      const said: string[] = [];
      const listener = await listenForMail({
        host: '127.0.0.1',
        port: 0,
        lmtp,
        async onMail({ sender, recipient, octets }) {
          const chunks: Uint8Array[] = [];
          for await (const chunk of octets) chunks.push(chunk);
          if (wishes.refuses === true) throw new Error('no');
          if (wishes.isSilent === true) return;
          const envelope = { from: sender, to: [recipient] };
          if (wishes.before !== undefined) {
            said.push(
              await transport.sendMail({ envelope, raw: wishes.before }).then(({ response }) => response, String),
            );
          }
          const mail = Buffer.concat(chunks);
          const fields = signs === null ? '' : (await fieldsOn(mail, signs, selector)).repeat(times);
          await transport.sendMail({ envelope, raw: change(fields + mail.toString('latin1')) });
        },
      });
      running.push(listener);
      const lines = [
        '# a file of 1.4.1',
        `listen    ${lmtp ? 'lmtp:' : ''}127.0.0.1:${listener.port}`,
        `relay     ${lmtp ? 'lmtp:' : ''}127.0.0.1:${relay}`,
        'domain    example.net,example.org',
        `keyfile   ${keyfile}`,
        'selector  s1',
        'signature dkim(c=relaxed)',
        wishes.lines ?? '',
      ];
      const conf = folder.write(`signer-${listener.port}.conf`, `${lines.join('\n')}\n`);
      return { conf, listen: listener.port, relay, said: () => said };
    },
    async end() {
      for (const listener of running.splice(0)) await listener.close();
    },
  };
}
