import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { bridge } from '../../data/bridge';
import { type Action, useScreenActions } from '../../parts/actions';
import { notify } from '../../parts/notices';
import { ExportIcon, FilterIcon, MoreIcon } from '../../ui/icons';
import { useWords } from '../../ui/use-words';
import { exportRows } from './export-rows';
import { openRowActions } from './row-actions';
import type { Deliveries } from './use-deliveries';
import type { ViewState } from './view-state';

/** What the shell writes at most (shared/api/shell.ts). */
const TEXT_MAX = 20_000_000;

/** What can be done with the whole table, by button, key and palette. */
export function useDeliveriesActions(state: ViewState, deliveries: Deliveries, field: RefObject<HTMLInputElement | null>): { readonly exportCsv: () => void } {
  const say = useWords();
  const newest = useRef({ state, deliveries });
  useEffect(() => {
    newest.current = { state, deliveries };
  });
  const deeds = useMemo(() => {
    const exportCsv = async () => {
      const { rows, connections, freshnessOf } = newest.current.deliveries;
      const now = Date.now();
      const text = exportRows(rows, { say, columns: newest.current.state.columns, byId: connections.byId, freshnessOf, now });
      if (text.length > TEXT_MAX) return notify({ tone: 'warn', word: 'deliveries.export.too-large' });
      const result = await bridge.saveText({ name: `deliveries-${new Date(now).toISOString().slice(0, 10)}.csv`, text });
      if ('failure' in result) notify({ tone: 'bad', word: 'shell.notice.failed', failure: result.failure });
      else if (result.saved) notify({ tone: 'ok', word: 'deliveries.export.done', values: { count: rows.matched } });
    };
    return { exportCsv: () => void exportCsv() };
  }, [say]);
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: 'deliveries.find',
        word: 'deliveries.find',
        keywords: 'deliveries.find.keywords',
        icon: FilterIcon,
        keys: '/',
        group: 'screen',
        menu: 'find',
        run: () => field.current?.focus(),
      },
      {
        id: 'deliveries.export',
        word: 'deliveries.export',
        keywords: 'deliveries.export.keywords',
        icon: ExportIcon,
        keys: 'mod+E',
        group: 'screen',
        run: deeds.exportCsv,
      },
      {
        id: 'deliveries.actions',
        word: 'deliveries.actions.key',
        keywords: 'deliveries.actions.keywords',
        icon: MoreIcon,
        keys: 'm',
        group: 'screen',
        run: openRowActions,
      },
    ],
    [deeds, field],
  );
  useScreenActions(actions);
  return deeds;
}
