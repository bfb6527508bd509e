/** dkimproxy-out: the only file of it that knows `process`. */
import { outSettings } from 'proxy-options';
import { packageVersion, runProxy } from 'smtp-proxy';
import { configure } from './settings.js';

const program = {
  name: 'dkimproxy-out',
  version: packageVersion(import.meta.url),
  purpose: 'an SMTP proxy that signs outgoing mail with DKIM',
  settings: outSettings,
  configure,
};

process.exit(await runProxy(program, process.argv.slice(2)));
