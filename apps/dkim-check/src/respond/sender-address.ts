/** The addresses that an answer may go to or come from: plain ones, so that nothing in them can be a command or a field. */
import { parseDomain } from 'dkim-core';

/** RFC 5322, section 3.2.3 (dot-atom), without "%" and "!", by which old mailers hid a route in an address. */
const LOCAL_PART = /^[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*$/;
const LONGEST = 254; // RFC 5321, section 4.5.3.1.3, without the brackets

/** `text` as an address; null where it is none that is answered. */
export function plainAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > LONGEST) return null;
  const domain = text.slice(at + 1);
  if (!LOCAL_PART.test(text.slice(0, at)) || !/^[A-Za-z0-9.-]+$/.test(domain) || !domain.includes('.')) return null;
  return parseDomain(domain).ok ? text : null;
}

/** What stands in the angle brackets of Return-Path: '' for `<>`, null for what is no path. RFC 5321, section 4.4. */
export function pathAddress(value: string): string | null {
  return /^\s*<([^<>\s]{0,254})>\s*$/.exec(value)?.[1] ?? null;
}
