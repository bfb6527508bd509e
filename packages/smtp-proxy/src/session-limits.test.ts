import { expect, test } from 'vitest';
import { sessionLimits, type CountedClient } from './session-limits.js';

const stranger = (address: string): CountedClient => ({ address, isOurs: false });
const ours: CountedClient = { address: '127.0.0.1', isOurs: true };
const local: CountedClient = { address: null, isOurs: true };

test('S-246: there is room up to the limit, and again when one has left', () => {
  const limits = sessionLimits(() => ({ sessions: 2, perClient: null }));
  expect(limits.enter(stranger('192.0.2.1'))).toBeNull();
  expect(limits.enter(local)).toBeNull();
  expect(limits.enter(ours)).toBe('too many sessions');
  expect(limits.count()).toBe(2);
  limits.leave(local);
  expect(limits.enter(ours)).toBeNull();
  expect(limits.count()).toBe(2);
});

test('S-246: one client has room up to its own limit, others are not shut out by it', () => {
  const limits = sessionLimits(() => ({ sessions: 10, perClient: 2 }));
  for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8:0:0:f::2']) {
    expect(limits.enter(stranger(address))).toBeNull();
  }
  expect(limits.enter(stranger('192.0.2.1'))).toBe('too many sessions of this client');
  expect(limits.enter(stranger('2001:db8::ff'))).toBe('too many sessions of this client'); // of the same /64
  expect(limits.enter(stranger('2001:db8:0:1::1'))).toBeNull();
  limits.leave(stranger('192.0.2.1'));
  expect(limits.enter(stranger('192.0.2.1'))).toBeNull();
  expect(limits.count()).toBe(6);
});

test('S-246: loopback, unix sockets and xforward_hosts have no limit of their own', () => {
  const limits = sessionLimits(() => ({ sessions: 10, perClient: 1 }));
  for (const client of [ours, ours, local, local]) expect(limits.enter(client)).toBeNull();
  for (const client of [ours, ours, local, local]) limits.leave(client);
  expect(limits.count()).toBe(0);
  expect(limits.enter(stranger('127.0.0.1'))).toBeNull(); // nothing of them was counted
});

test('a reload counts from the next client on', () => {
  let sessions = 1;
  const limits = sessionLimits(() => ({ sessions, perClient: null }));
  limits.enter(ours);
  expect(limits.enter(ours)).toBe('too many sessions');
  sessions = 2;
  expect(limits.enter(ours)).toBeNull();
  sessions = 1;
  limits.leave(ours);
  expect(limits.enter(ours)).toBe('too many sessions');
});

test('S-246: workers have as much room together as the limit says', () => {
  const workers = [1, 2, 3].map((number) =>
    sessionLimits(() => ({ sessions: 8, perClient: 2 }), { share: { number, of: 3 } }),
  );
  const room = workers.map((limits) => {
    let count = 0;
    while (limits.enter(ours) === null) count += 1;
    return count;
  });
  expect(room).toEqual([3, 3, 2]);
  const [first] = [1].map((number) =>
    sessionLimits(() => ({ sessions: 8, perClient: 2 }), { share: { number, of: 3 } }),
  );
  expect(first?.enter(stranger('192.0.2.1'))).toBeNull(); // rounded up, else it would have no room anywhere
  expect(first?.enter(stranger('192.0.2.1'))).toBe('too many sessions of this client');
});

test('S-246: connections that are no sessions are bounded, too', () => {
  const limits = sessionLimits(() => ({ sessions: 1, perClient: null }));
  const back: (() => void)[] = [];
  for (let next = limits.standAside(); next !== null; next = limits.standAside()) back.push(next);
  expect(back).toHaveLength(500);
  expect(limits.enter(ours)).toBeNull(); // they take no session's room
  back[0]?.();
  expect(limits.standAside()).not.toBeNull();
  expect(limits.standAside()).toBeNull();
});
