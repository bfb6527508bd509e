/** A private HAProxy in front of one of our programs: it tells by the PROXY protocol who its client is, and checks our health. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { listening } from './ports.js';
import { start } from './program.js';
import type { Stage } from './stage.js';

export interface Frontend {
  readonly listen: number;
  /** The port of the server behind. */
  readonly server: number;
  /** `send-proxy` is version 1. */
  readonly protocol: 'send-proxy' | 'send-proxy-v2';
  /** Who the client is said to be; default: who it is. */
  readonly client?: string;
}

export interface HaProxy {
  /** What it thinks of the server behind a frontend, by its index: `UP L7OK`. */
  health(frontend: number): Promise<string>;
}

export async function startHaProxy(stage: Stage, frontends: readonly Frontend[]): Promise<HaProxy> {
  const socket = join(stage.folder, 'haproxy.sock');
  const sections = frontends.map(
    ({ listen, server, protocol, client }, index) => `listen f${index}
  bind 127.0.0.1:${listen}
${client === undefined ? '' : `  tcp-request connection set-src str(${client})\n`}  option smtpchk EHLO balancer.example
  server s 127.0.0.1:${server} ${protocol} check inter 500ms rise 1 fall 1
`,
  );
  const conf = stage.write(
    'haproxy.cfg',
    `global
  stats socket ${socket} mode 600
defaults
  mode tcp
  timeout connect 10s
  timeout client 1m
  timeout server 1m
${sections.join('')}`,
  );
  const program = start(stage, '/usr/sbin/haproxy', ['-db', '-f', conf]);
  for (const { listen } of frontends) await listening(listen, program);
  return {
    async health(frontend) {
      const [head = '', ...rows] = (await ask(socket, 'show stat')).split('\n');
      const names = head.replace(/^# /, '').split(',');
      const row =
        rows.map((line) => line.split(',')).find(([name, part]) => name === `f${frontend}` && part === 's') ?? [];
      return `${row[names.indexOf('status')] ?? ''} ${row[names.indexOf('check_status')] ?? ''}`;
    },
  };
}

function ask(socket: string, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const connection = connect(socket, () => connection.write(`${question}\n`));
    connection.setEncoding('utf8');
    connection.on('data', (text: string) => {
      answer += text;
    });
    connection.on('end', () => resolve(answer));
    connection.on('error', reject);
  });
}
