import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Address } from '../data/address';
import { classNames } from '../ui/class-names';
import styles from './address-link.module.css';

export type AddressLinkProps = {
  readonly address: Address;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly title?: string;
  /** -1 in the cell of a table, which is walked by its own keys. */
  readonly tabIndex?: number;
  /** Stands out only when it is pointed at: for names that are many. */
  readonly quiet?: boolean;
};

/** Leads to the page of a thing in a workspace. */
export function AddressLink({ address: { to, params = {}, search = {} }, quiet = false, className, children, ...rest }: AddressLinkProps) {
  return (
    <Link to={to} params={{ ...params }} search={{ ...search }} className={classNames(quiet ? styles.quiet : styles.link, className) ?? ''} {...rest}>
      {children}
    </Link>
  );
}
