import type { ButtonProps } from './button';
import styles from './button.module.css';
import { classNames } from './class-names';

/** The look of a button for what is none: a link that leads where somebody shall go next. */
export const buttonLook = ({ kind = 'plain', size = 'm' }: Pick<ButtonProps, 'kind' | 'size'>): string =>
  classNames(styles.button, styles[kind], size === 's' && styles.small) ?? '';
