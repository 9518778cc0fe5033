import type { Connection } from '../../../shared/models/connection';

/** By name as people read it; what is switched off comes last. */
export function orderConnections(list: readonly Connection[], locale: string): readonly Connection[] {
  const collator = new Intl.Collator(locale, { numeric: true });
  return list.toSorted((a, b) => Number(b.enabled) - Number(a.enabled) || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** What of a server's address tells it from others: host and port, without what all have. */
export function shortServer(server: string): string {
  return server.replace(/^https:\/\//, '').replace(/(:443)?\/?$/, '');
}

/** The labels that are set, from the widest to the closest. */
export const labelsOf = ({ labels: { environment, region, site } }: Pick<Connection, 'labels'>): readonly string[] =>
  [environment, region, site].filter((label) => label !== '');

/** A list of names as it is typed: apart by commas, spaces or lines, each once. */
export const splitNames = (text: string): readonly string[] => [...new Set(text.split(/[\s,،]+/).filter(Boolean))];
