/**
 * The walk up the tree of DNS names, and the organizational domain that it ends in. RFC 9989, sections 4.10 and 4.10.2;
 * S-169, S-171.
 *
 * No list of public suffixes: from a domain up to its last label each name is asked for a record at `_dmarc`, eight names
 * at most. A name that is too long for DNS has no record.
 */
import { askTxt, becauseOf, checkedResolver } from '../resolver/ask-txt.js';
import type { TxtAnswer, TxtResolver } from '../resolver/txt-resolver.js';
import { isDmarcRecord, parseDmarcRecord, type DmarcRecord } from './record.js';

/** What came from one name. */
export type DmarcStep = {
  /** The domain that was looked at. */
  readonly domain: string;
  /** The name that was asked for: `_dmarc.DOMAIN`. */
  readonly name: string;
  /** All texts that DNS has there, DMARC or not. */
  readonly texts: readonly string[];
} & (
  | { readonly outcome: 'record'; readonly record: DmarcRecord }
  | {
      /** No text there is a DMARC record. */
      readonly outcome: 'none';
      readonly status: Exclude<TxtAnswer['status'], 'timeout' | 'server-failure'>;
    }
  | {
      /** More than one DMARC record: they void each other. */
      readonly outcome: 'several';
    }
  | {
      /** DNS did not answer. */
      readonly outcome: 'error';
      readonly status: 'timeout' | 'server-failure';
      /** One English sentence. */
      readonly reason: string;
    }
);

/** The names asked, from the domain upwards. An error ends it: what DNS holds there could decide. */
export interface DmarcWalk {
  readonly start: string;
  readonly steps: readonly DmarcStep[];
}

/** `error`: a look-up that decides was not answered, at the walk's last step. */
export type OrganizationalDomain =
  | { readonly result: 'found'; readonly domain: string }
  | { readonly result: 'temperror'; readonly reason: string };

const LABELS_AFTER_JUMP = 7; // so that eight names are asked at most: RFC 9989, section 4.10, steps 4 and 7

/** The domains that a walk looks at, in its order. `domain` in A-labels, without final dot. RFC 9989, section 4.10. */
export function dmarcWalkDomains(domain: string): readonly string[] {
  const labels = domain.split('.');
  const first = Math.max(1, labels.length - LABELS_AFTER_JUMP);
  return [domain, ...labels.slice(first).map((_, index) => labels.slice(first + index).join('.'))];
}

/** Asks one name for its record. RFC 9989, section 4.10, steps 1 and 2. */
export async function lookUpDmarcRecord(domain: string, resolveTxt: TxtResolver): Promise<DmarcStep> {
  const name = `_dmarc.${domain}`;
  const answer = await askTxt(checkedResolver(resolveTxt), name);
  const texts = answer.status === 'found' ? answer.records : [];
  const at = { domain, name, texts };
  if (answer.status === 'timeout' || answer.status === 'server-failure') {
    const reason = `DNS did not answer for ${name}${becauseOf(answer)}`;
    return { ...at, outcome: 'error', status: answer.status, reason };
  }
  const [text, ...more] = texts.filter(isDmarcRecord);
  if (text === undefined) return { ...at, outcome: 'none', status: answer.status };
  if (more.length > 0) return { ...at, outcome: 'several' };
  const parsed = parseDmarcRecord(text);
  return parsed.ok ? { ...at, outcome: 'record', record: parsed.value } : { ...at, outcome: 'none', status: 'found' };
}

/**
 * Walks up from a domain until a record says psd=y or psd=n, DNS fails, or no label is left. `domain`: in A-labels.
 *
 * Rejects with DkimError, DKIM_OPTION_INVALID, where `resolveTxt` is no function; never for what it does.
 */
export async function walkDmarcTree(domain: string, resolveTxt: TxtResolver): Promise<DmarcWalk> {
  return walkUpFrom(await lookUpDmarcRecord(domain, resolveTxt), resolveTxt);
}

/** The same, where the first name was asked already. */
export async function walkUpFrom(own: DmarcStep, resolveTxt: TxtResolver): Promise<DmarcWalk> {
  const steps = [own];
  for (const target of dmarcWalkDomains(own.domain).slice(1)) {
    if (steps.some(endsWalk)) break;
    steps.push(await lookUpDmarcRecord(target, resolveTxt));
  }
  return { start: own.domain, steps };
}

function endsWalk(step: DmarcStep): boolean {
  return step.outcome === 'error' || (step.outcome === 'record' && step.record.publicSuffix !== 'u');
}

/** The domain that a walk ends in: two with the same are one organization. RFC 9989, section 4.10.2. */
export function organizationalDomain({ start, steps }: DmarcWalk): OrganizationalDomain {
  let shortest = start;
  for (const step of steps) {
    if (step.outcome === 'error') return { result: 'temperror', reason: step.reason };
    if (step.outcome !== 'record') continue;
    const { publicSuffix } = step.record;
    if (publicSuffix === 'n') return { result: 'found', domain: step.domain };
    if (publicSuffix === 'y' && step.domain !== start) return { result: 'found', domain: below(step.domain, start) };
    shortest = step.domain;
  }
  return { result: 'found', domain: shortest };
}

/** The name one label below `parent` on the way to `start`. */
function below(parent: string, start: string): string {
  const labels = start.split('.');
  return labels.slice(labels.length - parent.split('.').length - 1).join('.');
}
