/**
 * FILTER in access tables: mail that a table knows goes to that filter, whatever content_filter says. access(5). How amavis and
 * the old papers of DKIMproxy sort mail of one's own users from that of the world on one port.
 */
import { isSmtpd, type PostfixConfiguration, type Service } from './configuration.js';
import { listParameter } from './parameters.js';
import { RESTRICTION_LISTS, type RestrictionList } from './restrictions.js';

/** By the table's name as the lists have it, the filters that it leads to. */
export type TableFilters = ReadonlyMap<string, readonly string[]>;

/** Those that are text, or are made from a text of that name by postmap. */
const TEXT_TABLE = /^(?:regexp|pcre|cidr|texthash|hash|btree|lmdb|cdb|dbm|sdbm):(\/.*)$/;
const FILTER = /^[^#\s].{0,500}?\sFILTER[ \t]+(\S{1,200})/gim;
const MOST_TABLES = 50;
const MOST_FILTERS = 20;

/** `read` gives null for what is not there. */
export function tableFilters(configuration: PostfixConfiguration, read: (file: string) => string | null): TableFilters {
  const filters = new Map<string, readonly string[]>();
  for (const table of configuration.services.filter(isSmtpd).flatMap((service) => tablesOf(configuration, service))) {
    if (filters.has(table) || filters.size >= MOST_TABLES) continue;
    const file = TEXT_TABLE.exec(table)?.[1];
    const text = file === undefined ? null : read(file);
    const found = new Set([...(text ?? '').matchAll(FILTER)].map(([, filter = '']) => filter));
    filters.set(table, [...found].slice(0, MOST_FILTERS));
  }
  return filters;
}

/** The access tables of a service, in the order in which they are asked. */
export function tablesOf(configuration: PostfixConfiguration, service: Service): readonly string[] {
  return RESTRICTION_LISTS.flatMap((list) => tablesIn(configuration, service, list));
}

export const hasTable = (configuration: PostfixConfiguration, service: Service, list: RestrictionList): boolean =>
  tablesIn(configuration, service, list).length > 0;

function tablesIn(configuration: PostfixConfiguration, service: Service, list: RestrictionList): readonly string[] {
  const words = listParameter(configuration, service, list);
  return words.filter((_, at) => /^check_.+_access$/.test(words[at - 1] ?? ''));
}
