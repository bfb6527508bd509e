/** What is wrong with the options of dkimproxy-in beside what each says of its own value. */
import type { ConfigureParts, Remark } from 'smtp-proxy';
import { inSettings } from './in-settings.js';

export type InParts = Pick<ConfigureParts<typeof inSettings>, 'values' | 'origins' | 'hostname'>;

export interface InOptions {
  faults: readonly Remark[];
  warnings: readonly Remark[];
}

export function checkInOptions({ values, origins, hostname }: InParts): InOptions {
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const at = (key: 'hostname' | 'rejectFail' | 'trustedResults'): Omit<Remark, 'message'> => ({
    option: inSettings[key].name,
    ...(origins[key]?.[0] ?? { file: null, line: null }),
  });
  if (values.rejectFail === true && values.verifyDkim === false) {
    const message =
      'with verify_dkim no every mail of a domain with such a policy would be refused, signed or not; take one of them out';
    faults.push({ ...at('rejectFail'), message });
  }
  if (values.trustedResults?.('127.0.0.1') === true) {
    const message =
      'a server on this machine that sends no XFORWARD makes all mail look like mail from 127.0.0.1; see that it sends it';
    warnings.push({ ...at('trustedResults'), message });
  }
  if (!hostname.includes('.') || /^localhost(\.|$)/i.test(hostname)) {
    const message = `our results will stand under the name ${hostname}, which others have, too; write hostname mail.example.org`;
    warnings.push({ ...at('hostname'), message });
  }
  return { faults, warnings };
}
