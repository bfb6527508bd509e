import { outSettings, readOutOptions } from 'proxy-options';
import { filesOnDisk, inspectConfiguration } from 'smtp-proxy';

const { faults } = await inspectConfiguration(
  {
    settings: outSettings,
    async configure(parts) {
      const { keys, faults, warnings } = readOutOptions(parts);
      console.log('keys:', keys.size);
      return { handler: null, faults, warnings };
    },
  },
  { confFile: 'dkimproxy_out.conf', cwd: process.cwd(), files: filesOnDisk() },
);
for (const { file, line, message } of faults) console.log(file, line, message);
