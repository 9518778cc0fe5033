import { type MouseEvent, useState } from 'react';
import type { EntityKey } from '../../../shared/models/entity';
import { useConnections } from '../../data/connections';
import type { DeliveryRow } from '../../data/delivery-row';
import { useActionEntries } from '../../parts/action-button';
import { ACTION_ORDER } from '../../parts/action-definitions';
import { offeredActions } from '../../parts/action-offer';
import { useHindrance } from '../../parts/use-hindrance';
import { IconButton } from '../../ui/icon-button';
import { MoreIcon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import styles from './cells.module.css';

type Row = Pick<DeliveryRow, 'connection' | 'id' | 'name' | 'strategy' | 'offers'>;

/** What can be done with the row. A bare button until it is pressed: a menu in each of thousands of rows would cost too much. */
export function RowActions({ row }: { readonly row: Row }) {
  const say = useWords();
  const [pressed, setPressed] = useState(false);
  if (row.offers.length === 0) return null;
  const label = say('deliveries.actions', { name: row.name });
  if (pressed) return <RowMenu row={row} label={label} />;
  const press = (event: MouseEvent) => {
    event.stopPropagation();
    setPressed(true);
  };
  return (
    <button type="button" className={styles.actions} title={label} aria-label={label} aria-haspopup="menu" tabIndex={-1} data-row-actions onClick={press}>
      ···
    </button>
  );
}

function RowMenu({ row: { connection, id, name, strategy, offers }, label }: { readonly row: Row; readonly label: string }) {
  const entity: EntityKey = { connection, kind: 'delivery', id };
  const hindrance = useHindrance(entity, useConnections().byId.get(connection)?.freshness);
  const entries = useActionEntries({ entity, name, strategy }, offeredActions({ offers }, ACTION_ORDER), hindrance);
  return (
    <Menu
      startsOpen
      side="end"
      label={label}
      entries={entries}
      target={<IconButton inRow size="s" icon={MoreIcon} label={label} tabIndex={-1} data-row-actions />}
    />
  );
}

/** Presses the button of the row that has the focus, or of the one that is open. */
export function openRowActions(): void {
  const focused = document.activeElement?.closest('tr');
  const row = focused ?? document.querySelector('tr[aria-current]');
  row?.querySelector<HTMLElement>('[data-row-actions]')?.click();
}
