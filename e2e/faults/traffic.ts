/**
 * Clients that send mail as an MTA does, through several programs at once, with accidents on their own side: 250 is done,
 * 5xx a bounce, 4xx or a lost connection a later try with the same mail, up to a number of tries.
 */
import { rawClient, type RawClient } from '../harness/raw-client.js';
import type { Ledger } from './ledger.js';
import { seeded, type Seeded } from './seeded.js';

export interface Template {
  /** Header and body, dots doubled, without the final dot. */
  readonly text: Buffer;
}

export interface TrafficParts {
  readonly seed: number;
  readonly ports: readonly [number, ...number[]];
  readonly ledger: Ledger;
  readonly templates: readonly [Template, ...Template[]];
  /** What is sent now and then instead. */
  readonly largest: Template;
  /** So often out of a thousand. */
  readonly largeOnes: number;
  /** How many clients are connected at a time. */
  readonly sessions: number;
  /** How many new mails there are in all, or false when there shall be no more. */
  readonly more: (sentSoFar: number) => boolean;
  readonly mostTries: number;
  /** How many mails out of a thousand meet an accident on the client's side. */
  readonly accidents: number;
  /** How long a client may take for nothing, where it is silent on purpose. In milliseconds; 0 is never. */
  readonly silenceMs: number;
}

export interface Traffic {
  /** Resolves when each mail has met its fate. */
  readonly done: Promise<void>;
  /** Mails for which 250 was heard. */
  accepted(): number;
  open(): number;
}

interface Due {
  readonly mail: number;
  readonly tries: number;
  readonly notBefore: number;
}

type Accident = 'before MAIL' | 'before RCPT' | 'before DATA' | 'in the message' | 'after the dot';
const ACCIDENTS = [
  'before MAIL',
  'before RCPT',
  'before DATA',
  'in the message',
  'after the dot',
  'after the dot',
] as const;

const DONE = Symbol('the session is over');
const LEFT = Symbol('the client went without a word');

export function startTraffic(parts: TrafficParts): Traffic {
  const { seed, ports, ledger, templates, largest, largeOnes, sessions, more, mostTries, accidents, silenceMs } = parts;
  const waiting: Due[] = []; // for another try
  let sent = 0;
  let open = 0; // mails without a fate
  let accepted = 0;

  const next = (): Due | null => {
    const now = Date.now();
    const at = waiting.findIndex(({ notBefore }) => notBefore <= now);
    if (at >= 0) return waiting.splice(at, 1)[0] ?? null;
    if (!more(sent)) return null;
    sent += 1;
    open += 1;
    ledger.sent(sent);
    return { mail: sent, tries: 0, notBefore: now };
  };

  const ended = (due: Due, random: Seeded, result: { dotSent: boolean; reply: string }): void => {
    const number = due.tries + 1;
    const { dotSent, reply } = result;
    const atEnd = dotSent && reply.startsWith('250');
    const end = atEnd ? 'accepted' : reply.startsWith('5') ? 'refused' : reply.startsWith('4') ? 'later' : 'lost';
    ledger.attempt({ mail: due.mail, number, dotSent, end, reply });
    if (end === 'accepted') accepted += 1;
    if (end === 'accepted' || end === 'refused' || number >= mostTries) {
      ledger.fate(due.mail, end === 'accepted' ? 'accepted' : end === 'refused' ? 'bounced' : 'given up');
      open -= 1;
      return;
    }
    waiting.push({
      mail: due.mail,
      tries: number,
      notBefore: Date.now() + random.between(20, 200) * Math.min(number, 5),
    });
  };

  /** One mail in a session that stands. Answers null where the session goes on. */
  const sendMail = async (client: RawClient, due: Due, random: Seeded): Promise<typeof DONE | typeof LEFT | null> => {
    const name = `${due.mail}.${due.tries + 1}`;
    const { text } = random.perMille(largeOnes) ? largest : random.pick(templates);
    const accident: Accident | null = random.perMille(accidents) ? random.pick(ACCIDENTS) : null;
    let dotSent = false;
    const leave = (): typeof LEFT => {
      if (random.perMille(500)) client.socket.destroy();
      else client.socket.resetAndDestroy();
      ended(due, random, { dotSent, reply: 'left' });
      return LEFT;
    };
    /** Null if the reply is one to go on with. */
    const refusal = (reply: string): typeof DONE | null | 'next' => {
      if (/^(?:250|354)/.test(reply)) return null;
      ended(due, random, { dotSent, reply });
      return reply.startsWith('421') || reply === 'closed' ? DONE : 'next';
    };

    if (accident === 'before MAIL') return leave();
    const lines = [`MAIL FROM:<m${name}@example.net>`, 'RCPT TO:<hanako@example.org>', 'DATA'];
    if (accident === null && random.perMille(200)) {
      client.write(lines.map((line) => `${line}\r\n`).join(''));
      let refused: string | null = null;
      for (let at = 0; at < lines.length; at += 1) {
        const reply = await client.reply();
        if (!/^(?:250|354)/.test(reply)) refused ??= reply;
        else if (reply.startsWith('354') && refused !== null) ledger.fault(`${name}: 354 after "${refused}"`);
        if (reply === 'closed' || reply.startsWith('421')) break;
      }
      if (refused !== null) return refusal(refused) === DONE ? DONE : resetAfter(client);
    } else {
      for (const [at, line] of lines.entries()) {
        if ((accident === 'before RCPT' && at === 1) || (accident === 'before DATA' && at === 2)) return leave();
        const refused = refusal(await client.say(line));
        if (refused !== null) return refused === DONE ? DONE : resetAfter(client);
      }
    }

    const header = Buffer.from(`X-Attempt: ${name}\r\n`);
    if (accident === 'in the message') {
      client.write(header);
      client.write(text.subarray(0, random.between(0, text.length - 1)));
      if (silenceMs > 0 && random.perMille(50)) await pause(silenceMs);
      return leave();
    }
    if (random.perMille(20)) {
      // A slow writer.
      client.write(header);
      const cut = random.between(0, text.length);
      client.write(text.subarray(0, cut));
      await pause(random.between(10, 200));
      client.write(text.subarray(cut));
    } else {
      client.write(Buffer.concat([header, text]));
    }
    // Said before it is written: from here on the next hop may have it.
    dotSent = client.socket.writable;
    const withQuit = accident === null && random.perMille(20);
    client.write(withQuit ? '.\r\nQUIT\r\n' : '.\r\n');
    if (withQuit) client.socket.end();
    if (accident === 'after the dot') {
      await pause(random.between(0, 5));
      return leave();
    }
    if (random.perMille(20)) await pause(random.between(10, 200)); // a slow reader
    const reply = await client.reply();
    ended(due, random, { dotSent, reply });
    return withQuit || reply === 'closed' || reply.startsWith('421') ? DONE : null;
  };

  const session = async (due: Due, random: Seeded): Promise<void> => {
    const client = rawClient(random.pick(ports), { allowHalfOpen: true });
    const greeting = await client.reply();
    const hello = greeting.startsWith('220') ? await client.say('EHLO client.example') : greeting;
    if (!hello.startsWith('250')) {
      // Another host, or a later time: what a greeting says is about the server, not about the mail.
      ended(due, random, { dotSent: false, reply: greeting === 'closed' ? greeting : '421' });
      client.socket.destroy();
      return;
    }
    let current: Due | null = due;
    let left = false;
    for (let more = random.between(1, 5); current !== null; more -= 1) {
      const step = await sendMail(client, current, random);
      left = step === LEFT;
      if (step !== null) break;
      current = more > 1 ? next() : null;
      if (current === null) await client.say('QUIT');
    }
    // One reply a command: nothing may be left but a farewell to a client that was silent, or left.
    if (!/^(?:$|221 |421 )/.test(client.unread()) && !left) {
      ledger.fault(`${due.mail}: "${client.unread()}" was said unasked`);
    }
    client.socket.destroy();
  };

  const slot = async (random: Seeded): Promise<void> => {
    for (;;) {
      const due = next();
      if (due !== null) await session(due, random);
      else if (open === 0) return;
      else await pause(10);
    }
  };

  return {
    done: Promise.all(Array.from({ length: sessions }, (_, at) => slot(seeded(seed + at * 7919)))).then(() => {}),
    accepted: () => accepted,
    open: () => open,
  };
}

/** Another mail follows in the same session. */
async function resetAfter(client: RawClient): Promise<typeof DONE | null> {
  return (await client.say('RSET')).startsWith('250') ? null : DONE;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
