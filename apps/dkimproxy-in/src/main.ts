/** dkimproxy-in: the only file of it that knows `process`. */
import { inSettings } from 'proxy-options';
import { packageVersion, runProxy } from 'smtp-proxy';
import { configure } from './settings.js';

const program = {
  name: 'dkimproxy-in',
  version: packageVersion(import.meta.url),
  purpose: 'an SMTP proxy that verifies incoming mail and writes Authentication-Results',
  settings: inSettings,
  configure,
};

process.exit(await runProxy(program, process.argv.slice(2)));
