import { Popover } from '@mantine/core';
import { useState } from 'react';
import { Button } from './button';
import styles from './column-menu.module.css';
import { IconButton } from './icon-button';
import { ColumnsIcon, DownIcon, UpIcon } from './icons';
import { Checkbox } from './switch';
import { useWords } from './use-words';

export type ColumnChoice = {
  readonly id: string;
  readonly label: string;
  /** It names the rows and always stays. */
  readonly fixed?: boolean;
};

export type ColumnMenuProps = {
  /** All columns, those that are shown first and in their order. */
  readonly columns: readonly ColumnChoice[];
  readonly shown: readonly string[];
  /** The ids that are shown from now on, in order. */
  readonly onChange: (shown: readonly string[]) => void;
  readonly onReset?: () => void;
};

/** Which columns a table shows, and in which order. */
export function ColumnMenu({ columns, shown, onChange, onReset }: ColumnMenuProps) {
  const say = useWords();
  const [opened, setOpened] = useState(false);
  const turn = (id: string, on: boolean) => onChange(on ? [...shown, id] : shown.filter((each) => each !== id));
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      offset={4}
      trapFocus
      returnFocus
      withinPortal
      classNames={{ dropdown: styles.list ?? '' }}
    >
      <Popover.Target>
        <Button icon={ColumnsIcon} aria-haspopup="dialog" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {say('ui.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('ui.columns')}>
        {columns.map(({ id, label, fixed }) => {
          const place = shown.indexOf(id);
          return (
            <div key={id} className={styles.column}>
              <Checkbox label={label} checked={place >= 0} onChange={(on) => turn(id, on)} reason={fixed ? say('ui.columns.fixed') : null} />
              {place >= 0 && (
                <span className={styles.moves}>
                  <IconButton
                    size="s"
                    icon={UpIcon}
                    label={say('ui.columns.earlier', { column: label })}
                    reason={place === 0 ? say('ui.columns.first') : null}
                    onClick={() => onChange(swapped(shown, place, place - 1))}
                  />
                  <IconButton
                    size="s"
                    icon={DownIcon}
                    label={say('ui.columns.later', { column: label })}
                    reason={place === shown.length - 1 ? say('ui.columns.last') : null}
                    onClick={() => onChange(swapped(shown, place, place + 1))}
                  />
                </span>
              )}
            </div>
          );
        })}
        {onReset && (
          <Button kind="quiet" size="s" full onClick={onReset}>
            {say('ui.columns.reset')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function swapped(list: readonly string[], one: number, other: number): readonly string[] {
  const a = list[one];
  const b = list[other];
  return a === undefined || b === undefined ? list : list.with(one, b).with(other, a);
}
