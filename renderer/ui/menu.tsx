import { Menu as MantineMenu } from '@mantine/core';
import type { ReactElement } from 'react';
import { classNames } from './class-names';
import { CheckIcon, type Icon } from './icons';
import { KeyHint } from './key-hint';
import styles from './list.module.css';

export type MenuEntry =
  | { readonly kind: 'heading'; readonly word: string }
  | { readonly kind: 'rule' }
  | {
      readonly kind?: 'deed';
      readonly id: string;
      readonly word: string;
      readonly onPress: () => void;
      readonly icon?: Icon;
      readonly keys?: string;
      readonly danger?: boolean;
      /** On or off: drawn with a tick, and stays open when pressed. */
      readonly checked?: boolean;
      /** One of several is chosen by it, which is an end: the menu closes. */
      readonly closes?: boolean;
      /** Why it cannot be pressed; shown below its word. */
      readonly reason?: string | null;
    };

export type MenuProps = {
  /** The button that opens it; takes a `ref`. */
  readonly target: ReactElement;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly side?: 'start' | 'end';
  /** It is there because its button was pressed. */
  readonly startsOpen?: boolean;
};

/** A short list of deeds behind one button. Arrows move, the first letter jumps, Escape closes and gives focus back. */
export function Menu({ target, label, entries, side = 'start', startsOpen = false }: MenuProps) {
  // Words stand below each other, whether there is a sign before them or not.
  const signed = entries.some((entry) => 'word' in entry && entry.kind !== 'heading' && (entry.icon !== undefined || entry.checked !== undefined));
  const firstDeed = entries.findIndex(({ kind }) => kind !== 'heading' && kind !== 'rule');
  return (
    <MantineMenu
      withInitialFocusPlaceholder={false}
      defaultOpened={startsOpen}
      position={side === 'start' ? 'bottom-start' : 'bottom-end'}
      offset={4}
      withinPortal
      classNames={{
        dropdown: styles.list ?? '',
        item: styles.item ?? '',
        label: styles.heading ?? '',
        divider: styles.rule ?? '',
        itemSection: styles.section ?? '',
        itemLabel: styles.words ?? '',
        itemIndicator: styles.indicator ?? '',
      }}
    >
      <MantineMenu.Target>{target}</MantineMenu.Target>
      <MantineMenu.Dropdown aria-label={label}>
        {entries.map((entry, index) => (
          <Entry
            key={entry.kind === 'heading' || entry.kind === 'rule' ? `${entry.kind} ${index}` : entry.id}
            entry={entry}
            signed={signed}
            first={index === firstDeed}
          />
        ))}
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

type EntryProps = { readonly entry: MenuEntry; readonly signed: boolean; readonly first: boolean };

function Entry({ entry, signed, first }: EntryProps) {
  if (entry.kind === 'heading') return <MantineMenu.Label>{entry.word}</MantineMenu.Label>;
  if (entry.kind === 'rule') return <MantineMenu.Divider />;
  const { word, onPress, icon: Shape, keys, danger, checked, closes = false, reason } = entry;
  // Not Mantine's disabled: arrows would leave it out, and nobody would learn the reason.
  const shared = {
    className: classNames(danger && styles.danger, reason && styles.off) ?? '',
    rightSection: keys ? <KeyHint keys={keys} /> : null,
    ...(first && { 'data-autofocus': true }),
    ...(reason && { 'aria-disabled': true }),
  };
  const words = (
    <>
      {signed && <span className={styles.sign}>{checked ? <CheckIcon size={15} /> : Shape && <Shape size={15} />}</span>}
      <span>
        {word}
        {reason && <span className={styles.note}>{reason}</span>}
      </span>
    </>
  );
  if (checked !== undefined) {
    return (
      <MantineMenu.CheckboxItem {...shared} checked={checked} closeMenuOnClick={closes && !reason} onChange={() => reason || onPress()}>
        {words}
      </MantineMenu.CheckboxItem>
    );
  }
  return (
    <MantineMenu.Item {...shared} closeMenuOnClick={!reason} onClick={() => reason || onPress()}>
      {words}
    </MantineMenu.Item>
  );
}
