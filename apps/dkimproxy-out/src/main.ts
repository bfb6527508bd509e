/** dkimproxy-out: the only file of it that knows `process`. */
import { outHelpJa, outSettings } from 'proxy-options';
import { packageVersion, runProxy } from 'smtp-proxy';
import { configure } from './settings.js';

const program = {
  name: 'dkimproxy-out',
  version: packageVersion(import.meta.url),
  purpose: 'an SMTP proxy that signs outgoing mail with DKIM',
  settings: outSettings,
  japanese: { purpose: '送信メールに DKIM 署名を付ける SMTP プロキシ', settings: outHelpJa },
  configure,
};

process.exit(await runProxy(program, process.argv.slice(2)));
