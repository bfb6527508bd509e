import { runProxy, type MessageHandler } from 'smtp-proxy';

const stamp: MessageHandler = async (message) => ({
  action: 'relay',
  top: Buffer.from(`X-Octets: ${message.size}\r\n`),
  remove: [],
  report: { level: 'info', message: 'stamped', fields: { octets: message.size } },
});

const program = {
  name: 'stamp',
  version: '1.0.0',
  purpose: 'an SMTP proxy that tells the size of each message',
  settings: {},
  configure: async () => ({ handler: stamp, faults: [], warnings: [] }),
};

process.exitCode = await runProxy(program, process.argv.slice(2));
