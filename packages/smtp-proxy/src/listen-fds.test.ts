import { expect, test } from 'vitest';
import { forgetListenFds, listenFds } from './listen-fds.js';

const given = { LISTEN_PID: '77', LISTEN_FDS: '2', LISTEN_FDNAMES: 'smtp:more' };

test('sd_listen_fds(3): descriptors from 3 on, with their names', () => {
  const sockets = [
    { fd: 3, name: 'smtp' },
    { fd: 4, name: 'more' },
  ];
  expect(listenFds(given, 77)).toEqual({ sockets, fault: null });
  const { LISTEN_FDNAMES: _, ...nameless } = given;
  expect(listenFds(nameless, 77).sockets).toEqual([
    { fd: 3, name: '' },
    { fd: 4, name: '' },
  ]);
});

test('what is meant for another process, or for nobody, gives none', () => {
  expect(listenFds(given, 78)).toEqual({ sockets: [], fault: null });
  expect(listenFds({}, 78)).toEqual({ sockets: [], fault: null });
  expect(listenFds({ ...given, LISTEN_FDS: '0' }, 77)).toEqual({ sockets: [], fault: null });
});

test.each(['x', '-1', '65', '1e1', ''])('LISTEN_FDS=%s is a fault', (LISTEN_FDS) => {
  const { sockets, fault } = listenFds({ ...given, LISTEN_FDS }, 77);
  expect([sockets, fault]).toEqual([[], expect.stringContaining('from 0 to 64')]);
});

test('the programs that we start do not see them', () => {
  const env = { ...given, PATH: '/bin' };
  forgetListenFds(env);
  expect(env).toEqual({ PATH: '/bin' });
});
