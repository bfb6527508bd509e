/** dkimproxy-in: the only file of it that knows `process`. */
import { inHelpJa, inSettings } from 'proxy-options';
import { packageVersion, runProxy } from 'smtp-proxy';
import { configure } from './settings.js';

const program = {
  name: 'dkimproxy-in',
  version: packageVersion(import.meta.url),
  purpose: 'an SMTP proxy that verifies incoming mail and writes Authentication-Results',
  settings: inSettings,
  japanese: { purpose: '受信メールを検証し、Authentication-Results を書く SMTP プロキシ', settings: inHelpJa },
  configure,
};

process.exit(await runProxy(program, process.argv.slice(2)));
