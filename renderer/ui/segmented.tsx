import { type KeyboardEvent, useRef } from 'react';
import { classNames } from './class-names';
import type { Icon } from './icons';
import styles from './segmented.module.css';
import { useInterface } from './ui-provider';

export type Segment<Value extends string> = { readonly value: Value; readonly label: string; readonly icon?: Icon };

export type SegmentedProps<Value extends string> = {
  /** What is chosen here, for screen readers. */
  readonly label: string;
  readonly value: Value;
  readonly segments: readonly Segment<Value>[];
  readonly onChange: (value: Value) => void;
};

/** One of two to five, all in sight. A radio group: arrows choose. */
export function Segmented<Value extends string>({ label, value, segments, onChange }: SegmentedProps<Value>) {
  return (
    <div role="radiogroup" aria-label={label} className={styles.segmented}>
      <Choices value={value} segments={segments} onChange={onChange} part="radio" />
    </div>
  );
}

export type TabsProps<Value extends string> = SegmentedProps<Value> & {
  /** The id of the element that the tabs change. */
  readonly controls?: string;
};

/** Views of one thing, one at a time. Put what they show in an element with `role="tabpanel"`. */
export function Tabs<Value extends string>({ label, value, segments, onChange, controls }: TabsProps<Value>) {
  return (
    <div role="tablist" aria-label={label} className={styles.tabs}>
      <Choices value={value} segments={segments} onChange={onChange} part="tab" controls={controls} />
    </div>
  );
}

type ChoicesProps<Value extends string> = Omit<SegmentedProps<Value>, 'label'> & { readonly part: 'radio' | 'tab'; readonly controls?: string | undefined };

function Choices<Value extends string>({ value, segments, onChange, part, controls }: ChoicesProps<Value>) {
  const { direction } = useInterface();
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const turn = (event: KeyboardEvent, index: number) => {
    const next = nextSegment(event.key, index, segments.length, direction === 'rtl');
    const segment = next === null ? undefined : segments[next];
    if (next === null || !segment) return;
    event.preventDefault();
    onChange(segment.value);
    buttons.current[next]?.focus();
  };
  return segments.map(({ value: own, label, icon: Shape }, index) => {
    const on = own === value;
    return (
      <button
        key={own}
        ref={(element) => {
          buttons.current[index] = element;
        }}
        type="button"
        {...(part === 'radio' ? { role: 'radio', 'aria-checked': on } : { role: 'tab', 'aria-selected': on, 'aria-controls': controls })}
        tabIndex={on ? 0 : -1}
        className={classNames(styles.segment, on && styles.on)}
        onClick={() => onChange(own)}
        onKeyDown={(event) => turn(event, index)}
      >
        {Shape && <Shape size={14} />}
        {label}
      </button>
    );
  });
}

/** Where an arrow leads, round the ends; left and right are as seen. Null for other keys. */
export function nextSegment(key: string, index: number, count: number, rtl: boolean): number | null {
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return step === undefined ? null : (index + step + count) % count;
}
