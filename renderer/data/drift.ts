import { monitorOfEntity } from '../../shared/models/entity-ids';
import { useEffect, useRef } from 'react';
import type { Input } from '../../shared/api/api';
import type { MonitorEntity, MonitorSource } from '../../shared/models/drift-monitor';
import type { EntityKey } from '../../shared/models/entity';
import { type Failure, failureOf } from '../../shared/models/failure';
import type { Address } from './address';
import { bridge } from './bridge';
import { backend } from './connect';
import { queries } from './request';
import { stateWatch } from './watch';

export const MONITOR_ROUTE = '/drift/$id';
/** The page of one monitor, by its own id. */
export const monitorAddress = (id: string): Address => ({ to: MONITOR_ROUTE, params: { id } });

/** The list with the form of a new one open; `service`: whose payload log it will read; without one: the delivery that it will speak of. */
export const newMonitorAddress = ({ connection, kind, id }: EntityKey, service: string | null): Address => ({
  to: '/drift',
  search: service === null ? { make: ANY_SOURCE, of: JSON.stringify({ connection, kind, id }) } : { make: service },
});
/** The same, with what it reads, or what that is held against, named already. */
export const monitorOfAddress = ({ source, against }: { readonly source?: MonitorSource; readonly against?: MonitorSource }): Address => ({
  to: '/drift',
  search: { make: ANY_SOURCE, ...(source && { source: JSON.stringify(source) }), ...(against && { against: JSON.stringify(against) }) },
});
/** No service is called so. */
export const ANY_SOURCE = '*';

const monitors = stateWatch('drift.watch');
const NOTHING = '{}';

/** All monitors of connections that are open, as they stand now. */
export const useMonitors = () => monitors.useShared(NOTHING);
export const prepareMonitors = (): void => void monitors.prepare(NOTHING);

/** Those whose drift goes on: a window with too little data does not end it. */
export const driftedOf = (all: readonly MonitorEntity[]): number => all.filter(({ drift }) => drift !== null).length;
/** How many have drifted as they stand; null before they were told. */
export const useDriftedCount = (): number | null => monitors.useSelected(NOTHING, ({ value }) => (value ? driftedOf(value.monitors) : null));

/** One of them. Undefined: it is not there, or nobody told yet. */
export const useMonitor = (id: string): MonitorEntity | undefined =>
  monitors.useSelected(NOTHING, ({ value }) => value?.monitors.find((monitor) => monitorOfEntity(monitor.id) === id));

/** Asks again what is shown of a monitor whenever it has looked, or is configured otherwise. */
export function useMonitorRounds(id: string, { lastRunAt, version }: Pick<MonitorEntity, 'lastRunAt' | 'version'>): void {
  const round = `${lastRunAt ?? ''} ${version}`;
  const seen = useRef(round);
  useEffect(() => {
    if (seen.current === round) return;
    seen.current = round;
    void queries.invalidateQueries({ predicate: ({ queryKey: [verb, input] }) => isOf(verb, input, id) });
  }, [id, round]);
}

const isOf = (verb: unknown, input: unknown, id: string): boolean =>
  typeof verb === 'string' && verb.startsWith('drift.') && typeof input === 'object' && input !== null && 'id' in input && input.id === id;

export type Exported =
  | { readonly state: 'saved'; readonly name: string }
  | { readonly state: 'left' }
  | { readonly state: 'failed'; readonly failure: Failure };

/** Asks where a report is to be written; the backend reads all of it again, judges it exactly, and writes it there. */
export async function exportReport(of: Omit<Input<'drift.export'>, 'file'>, name: string): Promise<Exported> {
  try {
    const picked = await bridge.pickPlace({ name });
    if (picked === null) return { state: 'left' };
    if ('failure' in picked) return { state: 'failed', failure: picked.failure };
    await backend.request('drift.export', { ...of, file: picked.file });
    return { state: 'saved', name: picked.name };
  } catch (error) {
    return { state: 'failed', failure: failureOf(error) };
  }
}
