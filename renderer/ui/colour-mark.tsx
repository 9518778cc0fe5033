import type { CONNECTION_COLOURS } from '../../shared/models/connection';
import { classNames } from './class-names';
import styles from './colour-mark.module.css';

export type MarkColour = (typeof CONNECTION_COLOURS)[number];

/** The colour that a person gave to a place, beside its name. It says no state. */
export function ColourMark({ colour, large = false }: { readonly colour: MarkColour; readonly large?: boolean }) {
  return <span aria-hidden className={classNames(styles.mark, styles[colour], large && styles.large)} />;
}
