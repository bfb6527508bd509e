/**
 * Who the client is: what it says itself (HELO), what it says of its own client (XFORWARD), and what somebody whom we believe says
 * of it (XCLIENT, the PROXY protocol); and how the next hop hears of that. S-220 to S-228.
 */
import type { Log } from './log.js';
import { offeredAttributes } from './next-hop/capabilities.js';
import { attributeCommands, parseAttributes, type ClientAttributes } from './next-hop/client-attributes.js';
import type { NextHop } from './next-hop/connection.js';
import { describeReply } from './next-hop/reply.js';
import { addrValue, isUnavailable, toldClient, XCLIENT_ATTRIBUTES, type ToldClient } from './next-hop/xclient.js';
import { mergeXforward, XFORWARD_ATTRIBUTES } from './next-hop/xforward.js';
import type { ClientFacts, RelaySettings, Reply } from './types.js';

/** Who connected; `isTold` where the PROXY protocol says so. `hasRights`: what the options allow to its address. */
export type KnownClient = ToldClient & { readonly isTold: boolean; readonly hasRights: boolean };

export interface ClientIdentity {
  facts(): ClientFacts;
  /** It has said its name; `isExtended`: by EHLO or LHLO. */
  sayHello(name: string, isExtended: boolean): void;
  /** TLS begins; what XCLIENT told stays: it is another client's address, which has fewer rights than the one that told it. */
  forgetHello(): void;
  /** Its XFORWARD is believed. */
  mayForward(): boolean;
  /** Its XCLIENT is believed. */
  maySpeakForOthers(): boolean;
  /** The attributes that we take in XFORWARD and in XCLIENT; none: it is not offered. */
  xforwardTaken(): readonly string[];
  xclientTaken(): readonly string[];
  /** What stands behind the command. Null where it was taken, else what is wrong with it. */
  takeXforward(args: string): string | null;
  takeXclient(args: string): string | null;
  /**
   * XCLIENT to the next hop, once for each client: when it has said its name, at the latest before its mail. What is not known is
   * said to be so, else the next hop would keep what it knows of us. Null, or the reply with which the next hop is lost.
   */
  introduce(): Promise<Reply | null>;
  /** XFORWARD to the next hop, once for each transaction. The same. */
  forward(): Promise<Reply | null>;
  /** What XFORWARD said is over (S-223). */
  endTransaction(): void;
}

export interface ClientIdentityParts {
  readonly nextHop: NextHop;
  readonly settings: RelaySettings;
  readonly client: KnownClient;
  readonly log: Log;
}

export function clientIdentity({ nextHop, settings, client, log }: ClientIdentityParts): ClientIdentity {
  const { hostname, timeouts } = settings;
  let { address, port } = client;
  let helo = '';
  let isExtended = false; // EHLO or LHLO was said
  let xforward: ClientAttributes = new Map();
  let xforwardSent = false;
  /** By XCLIENT, or the PROXY protocol. It holds for the session. */
  let told: ClientAttributes = client.isTold ? addressAttributes(client) : new Map();
  let toldByXclient: ClientAttributes = new Map();
  let introduction: 'due' | 'accepted' | 'refused' = 'due'; // to the next hop, by XCLIENT
  let xclientAllowed = client.hasRights && settings.xclientAllowed(address);
  let xforwardAllowed = client.hasRights && settings.xforwardAllowed(address);

  /** What is known of the client's client: by its XFORWARD, else by what we were told. */
  const attributesOfClient = (): ClientAttributes => {
    if (xforward.size > 0 || told.size === 0) return xforward;
    const known = [...told].filter(([name]) => XFORWARD_ATTRIBUTES.includes(name));
    return mergeXforward(new Map(), new Map(known.map(([name, value]) => [name, forXforward(value)])));
  };

  return {
    facts: () => ({ address, port, helo, xforward: attributesOfClient() }),
    sayHello(name, extended) {
      helo = name;
      isExtended = extended;
    },
    forgetHello() {
      helo = '';
      isExtended = false;
    },
    mayForward: () => xforwardAllowed,
    maySpeakForOthers: () => xclientAllowed,
    xforwardTaken: () =>
      xforwardAllowed ? offeredAttributes(nextHop.capabilities, 'XFORWARD', XFORWARD_ATTRIBUTES) : [],
    /** Its attributes travel on as XCLIENT where that is sent, else as XFORWARD; what can't travel is not offered. */
    xclientTaken() {
      if (!xclientAllowed) return [];
      const asXclient = offeredAttributes(nextHop.capabilities, 'XCLIENT', XCLIENT_ATTRIBUTES);
      if (settings.sendXclient && asXclient.length > 0) return asXclient;
      return offeredAttributes(nextHop.capabilities, 'XFORWARD', XFORWARD_ATTRIBUTES).filter((name) =>
        XCLIENT_ATTRIBUTES.includes(name),
      );
    },

    takeXforward(args) {
      const parsed = parseAttributes('XFORWARD', args, XFORWARD_ATTRIBUTES);
      if (!parsed.ok) return parsed.reason;
      xforward = mergeXforward(xforward, parsed.attributes);
      xforwardSent = false;
      return null;
    },
    takeXclient(args) {
      const parsed = parseAttributes('XCLIENT', args, XCLIENT_ATTRIBUTES);
      if (!parsed.ok) return parsed.reason;
      const attributes = new Map([...toldByXclient, ...parsed.attributes]);
      const who = toldClient(attributes, { address, port });
      if (!who.ok) return who.reason;
      toldByXclient = attributes;
      told = attributes.has('ADDR') ? attributes : new Map([...told, ...attributes]);
      ({ address, port } = who.client);
      helo = '';
      isExtended = false;
      introduction = 'due';
      if (attributes.has('ADDR')) {
        // It speaks as that client from here on, and has its rights (S-227); of one that is not known nobody has any.
        xclientAllowed = false;
        xforwardAllowed = who.isKnown && settings.xforwardAllowed(address);
      }
      log.info({ told: Object.fromEntries(told) }, 'the client speaks for another one (XCLIENT)');
      return null;
    },

    async introduce() {
      if (!settings.sendXclient || introduction !== 'due') return null;
      if (told.size === 0 && address === null) return null; // a unix socket: there is nothing to tell
      const names = offeredAttributes(nextHop.capabilities, 'XCLIENT', XCLIENT_ATTRIBUTES);
      if (names.length === 0) return null;
      const own = new Map([
        ['NAME', null] as const,
        ['ADDR', address === null ? null : addrValue(address)] as const,
        ['PORT', port === null ? null : String(port)] as const,
        ['PROTO', isExtended ? 'ESMTP' : 'SMTP'] as const,
        ['HELO', isName(helo) ? helo : null] as const,
      ]);
      introduction = 'refused';
      for (const command of attributeCommands('XCLIENT', new Map([...own, ...told]), names)) {
        const outcome = await nextHop.command(command, timeouts.mail);
        if (outcome.result === 'lost' || outcome.reply.code === 421) return outcome.reply;
        if (outcome.reply.code !== 220) {
          log.warn({ nextHopReply: describeReply(outcome.reply) }, 'the next hop refused XCLIENT, mail goes on');
          break;
        }
        introduction = 'accepted';
      }
      if (introduction === 'refused') return null;
      // Its session has begun anew, and is that of the client: Postfix takes the name of EHLO for the client's.
      const name = told.get('HELO') ?? helo;
      const hello = await nextHop.hello(isName(name) ? name : hostname);
      if (hello.result === 'lost' || hello.reply.code === 421) return hello.reply;
      if (hello.reply.code === 250) return null;
      log.error({ nextHopReply: describeReply(hello.reply) }, 'the next hop refused EHLO behind XCLIENT');
      nextHop.destroy();
      return NO_HELLO;
    },
    async forward() {
      const attributes = introduction === 'accepted' ? xforward : attributesOfClient();
      if (attributes.size === 0 || xforwardSent) return null;
      const names = offeredAttributes(nextHop.capabilities, 'XFORWARD', XFORWARD_ATTRIBUTES);
      for (const command of attributeCommands('XFORWARD', attributes, names)) {
        const outcome = await nextHop.command(command, timeouts.mail);
        if (outcome.result === 'lost' || outcome.reply.code === 421) return outcome.reply;
        if (outcome.reply.code >= 400) {
          log.warn({ nextHopReply: describeReply(outcome.reply) }, 'the next hop refused XFORWARD, mail goes on');
          break;
        }
      }
      xforwardSent = true;
      return null;
    },
    endTransaction() {
      xforward = new Map();
      xforwardSent = false;
    },
  };
}

/** XFORWARD has one word for what is not known. */
function forXforward(value: string | null): string | null {
  return value === null || isUnavailable(value) ? null : value;
}

/** It can stand in EHLO and in HELO= of another session. */
function isName(helo: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(helo) && !isUnavailable(helo);
}

function addressAttributes({ address, port }: ToldClient): ClientAttributes {
  const attributes = new Map<string, string | null>();
  if (address !== null) attributes.set('ADDR', addrValue(address));
  if (port !== null) attributes.set('PORT', String(port));
  return attributes;
}

const NO_HELLO: Reply = { code: 421, lines: ['4.3.0 The next hop does not speak proper SMTP; try again later'] };
