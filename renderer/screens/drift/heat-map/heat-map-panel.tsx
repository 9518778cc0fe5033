import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { HeatMap as HeatMapData } from '../../../../shared/models/drift-monitor';
import { Button } from '../../../ui/button';
import { FailureState } from '../../../ui/failure-state';
import { LoadingState } from '../../../ui/loading-state';
import { Panel } from '../../../ui/panel';
import { Segmented } from '../../../ui/segmented';
import { useWords } from '../../../ui/use-words';
import { useDriftWords } from '../../../parts/use-drift-words';
import type { Page } from '../use-monitor-page';
import { spanWords, windowStart } from '../window-text';
import { foundAt, type HeatCell, type HeatGrid, heatGrid, ratioAt, worstCell } from './heat-grid';
import { HeatKey } from './heat-key';
import { HeatMap } from './heat-map';
import styles from './heat-map.module.css';
import { HeatTable } from './heat-table';

/** Every feature in every window, predictions apart from inputs; or the same as a table. */
export function HeatMapPanel({ page }: { readonly page: Page }) {
  const say = useWords();
  const { map, view, set, monitor } = page;
  const { data, error, refetch } = map;
  const size = say(`monitors.window.${monitor.settings.window}`);
  const maps = useMaps(data);
  const longest = useMemo(() => maps.reduce((most, { grid }) => grid.features.reduce((letters, name) => Math.max(letters, name.length), most), 0), [maps]);
  const toWorst = () => set({ from: null, to: null, column: null });
  return (
    <Panel
      title={say('monitors.map', { window: size })}
      beside={<span className={styles.unit}>{say('monitors.map.unit')}</span>}
      aside={
        data && (
          <>
            {(view.from !== null || view.column !== null) && (
              <Button size="s" kind="quiet" onClick={toWorst}>
                {say('monitors.map.worst-first')}
              </Button>
            )}
            <Segmented
              label={say('monitors.map.view')}
              value={view.map}
              segments={[
                { value: 'map', label: say('monitors.map.as-map') },
                { value: 'table', label: say('monitors.map.as-table') },
              ]}
              onChange={(shown) => set({ map: shown })}
            />
          </>
        )
      }
      padded={false}
    >
      <div className={styles.maps}>
        {error && <FailureState compact failure={error} what={say('monitors.map.unread')} onRetry={() => void refetch()} />}
        {!data && !error && <LoadingState what={say('monitors.map.reading')} />}
        {data && view.map === 'map' && (
          <>
            {maps.map(({ role, grid }) => (
              <OneMap key={role} page={page} data={data} grid={grid} longest={longest} title={maps.length > 1 ? say(`monitors.map.${role}s`) : null} />
            ))}
            <HeatKey />
          </>
        )}
        {data && view.map === 'table' && <HeatTable page={page} data={data} grids={maps.map(({ grid }) => grid)} />}
      </div>
    </Panel>
  );
}

type Role = 'input' | 'prediction';
const ROLES: readonly Role[] = ['prediction', 'input'];

function useMaps(data: HeatMapData | undefined): readonly { readonly role: Role; readonly grid: HeatGrid }[] {
  return useMemo(
    () =>
      ROLES.flatMap((role) => {
        const columns = data?.columns.filter((column) => column.role === role) ?? [];
        return data && columns.length > 0 ? [{ role, grid: heatGrid({ windows: data.windows, columns }) }] : [];
      }),
    [data],
  );
}

type OneMapProps = { readonly page: Page; readonly data: HeatMapData; readonly grid: HeatGrid; readonly longest: number; readonly title: string | null };

function OneMap({ page: { set, span, column, monitor }, data, grid, longest, title }: OneMapProps) {
  const say = useWords();
  const intl = useIntl();
  const words = useDriftWords();
  const size = monitor.settings.window;
  const chosen = useMemo((): HeatCell | null => {
    const feature = column === null ? -1 : grid.features.indexOf(column);
    const window = span === null ? -1 : data.windows.findIndex(({ start }) => start === span.from);
    return feature < 0 || window < 0 ? null : { feature, window };
  }, [grid, data, column, span]);
  const sentence = (cell: HeatCell) => {
    const shown = data.windows[cell.window];
    const ratio = ratioAt(grid, cell);
    const values = {
      feature: grid.features[cell.feature] ?? '',
      window: shown ? spanWords(intl, shown) : '',
      found: say(`monitors.found.${foundAt(grid, cell)}`),
    };
    return Number.isNaN(ratio) ? say('monitors.map.cell', values) : say('monitors.map.cell.ratio', { ...values, ratio: words.number(ratio, 1) });
  };
  const choose = (cell: HeatCell) => {
    const [feature, shown] = [grid.features[cell.feature], data.windows[cell.window]];
    if (feature !== undefined && shown) set({ column: feature, from: shown.start, to: shown.end });
  };
  const name = title ?? say('monitors.map', { window: say(`monitors.window.${size}`) });
  return (
    <section className={styles.one} aria-label={name}>
      {title && <h3 className={styles.caption}>{title}</h3>}
      <HeatMap
        grid={grid}
        longest={longest}
        label={say('monitors.map.label', { title: name, features: grid.features.length, windows: grid.windows.length })}
        chosen={chosen}
        start={worstCell(grid)}
        onChoose={choose}
        sentence={sentence}
        nameWindow={(window) => windowStart(intl, grid.windows[window] ?? 0, size)}
      />
    </section>
  );
}
