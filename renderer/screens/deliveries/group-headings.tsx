import { useMemo } from 'react';
import { DELIVERY_STATES } from '../../../shared/models/delivery';
import type { Connection } from '../../../shared/models/connection';
import { ConnectionMark } from '../../parts/connection-mark';
import { DeliveryState } from '../../parts/delivery-state';
import { NumberText } from '../../ui/number-text';
import type { TableGroup } from '../../ui/table-column';
import styles from './group-headings.module.css';
import type { DeliveryRow } from '../../data/delivery-row';
import type { Group, Grouping } from './rows';

/** The same groups with what stands above each. */
export function useGroupHeadings(groups: readonly Group[], by: Grouping, byId: ReadonlyMap<string, Connection>): readonly TableGroup<DeliveryRow>[] {
  return useMemo(
    () =>
      by === 'none'
        ? groups
        : groups.map(({ key, rows }) => ({
            key,
            rows,
            heading: (
              <span className={styles.heading}>
                <Name by={by} value={key} known={byId.has(key)} />
                <span className={styles.groupCount}>
                  <NumberText value={rows.length} />
                </span>
              </span>
            ),
          })),
    [groups, by, byId],
  );
}

function Name({ by, value, known }: { readonly by: Grouping; readonly value: string; readonly known: boolean }) {
  const state = by === 'state' ? DELIVERY_STATES.find((each) => each === value) : undefined;
  if (state) return <DeliveryState state={state} />;
  return by === 'connection' && known ? <ConnectionMark id={value} /> : <bdi>{value}</bdi>;
}
