/** What systemd does with NOTIFY_SOCKET: a datagram socket that takes messages. Node has none, Python does. sd_notify(3). */
import { join } from 'node:path';
import { start, waitFor } from './program.js';
import type { Stage } from './stage.js';

/** Prints each message as one line of JSON. recv() drops the descriptors that come with one: the sender waits for that. */
const RECEIVER = `
import json, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(json.dumps(receiver.recv(65536).decode()), flush=True)
`;

export interface NotifySocket {
  readonly path: string;
  /** The messages so far, each with its assignments; those that only wait for an answer left out. */
  messages(): readonly Readonly<Record<string, string>>[];
}

export async function openNotifySocket(stage: Stage): Promise<NotifySocket> {
  const path = join(stage.folder, 'notify.sock');
  const receiver = start(stage, '/usr/bin/python3', ['-c', RECEIVER, path]);
  await waitFor('the notify socket', () => receiver.output().includes('bound\n'));
  return {
    path,
    messages: () =>
      receiver
        .output()
        .split('\n')
        .filter((line) => line.startsWith('"'))
        .map((line): string => JSON.parse(line))
        .map((text) =>
          Object.fromEntries(
            text
              .trim()
              .split('\n')
              .map((each) => splitAt(each)),
          ),
        )
        .filter((message) => message['BARRIER'] === undefined),
  };
}

function splitAt(assignment: string): readonly [string, string] {
  const equals = assignment.indexOf('=');
  return [assignment.slice(0, equals), assignment.slice(equals + 1)];
}
