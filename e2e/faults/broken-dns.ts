/** A name server that lies, or says nothing: what it does is the first label of the question. RFC 1035, section 4. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import * as dnsPacket from 'dns-packet';
import { freePort } from '../harness/ports.js';
import type { Stage } from '../harness/stage.js';
import { startTcpServer } from '../harness/tcp-server.js';

export const DNS_FAULTS = [
  'silent',
  'wrong-id',
  'wrong-question',
  'other-name',
  'garbage',
  'truncated',
  'looping-alias',
  'server-failure',
] as const;

export type DnsFault = (typeof DNS_FAULTS)[number];

/** `record` is what an honest server would answer. */
export async function startBrokenDns(stage: Stage, record: string): Promise<{ readonly port: number }> {
  const port = await freePort();
  const udp = createSocket('udp4');
  udp.on('message', (message, peer) => {
    const answer = answerTo(message, record);
    if (answer !== null) udp.send(answer, peer.port, peer.address);
  });
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(port, '127.0.0.1', resolve);
  });
  stage.onEnd(() => new Promise<void>((resolve) => udp.close(resolve)));
  await startTcpServer(stage, breakOff, port);
  return { port };
}

/** What was truncated is asked for again over TCP, and there the server goes in the middle of its answer. */
function breakOff(socket: Socket): void {
  socket.once('data', () => socket.end(Buffer.of(0x10, 0x00, 0xff)));
}

function answerTo(message: Buffer, record: string): Buffer | null {
  const { id = 0, questions = [] } = dnsPacket.decode(message);
  const [question] = questions;
  if (question === undefined) return null;
  const fault = question.name.split('.')[0]?.toLowerCase() ?? '';
  const reply = (parts: Partial<dnsPacket.Packet>, rcode = 0): Buffer =>
    dnsPacket.encode({
      type: 'response',
      id,
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | rcode,
      questions: [question],
      ...parts,
    });
  const txt = (name: string): dnsPacket.TxtAnswer => ({
    type: 'TXT',
    name,
    ttl: 60,
    data: record.match(/[^]{1,255}/g) ?? [''],
  });
  const other = 'other._domainkey.example.com';
  switch (fault) {
    case 'silent':
      return null;
    case 'wrong-id':
      return reply({ id: (id + 1) & 0xffff, answers: [txt(question.name)] });
    case 'wrong-question':
      return reply({ questions: [{ type: 'TXT', name: other }], answers: [txt(other)] });
    case 'other-name':
      return reply({ answers: [txt(other)] });
    case 'garbage':
      return Buffer.concat([message.subarray(0, 2), Buffer.from('no answer of any name server')]);
    case 'truncated':
      return reply({ flags: dnsPacket.TRUNCATED_RESPONSE | dnsPacket.RECURSION_AVAILABLE });
    case 'looping-alias':
      return reply({ answers: [{ type: 'CNAME', name: question.name, ttl: 60, data: question.name }] });
    case 'server-failure':
      return reply({}, 2);
    default:
      return reply({ answers: [txt(question.name)] });
  }
}
