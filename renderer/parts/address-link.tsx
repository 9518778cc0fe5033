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

export type RowLinkProps = Pick<AddressLinkProps, 'address' | 'title'> & { readonly children: string };

/** The name in a row of a table, which is walked by the table's own keys. */
export function RowLink({ children, ...rest }: RowLinkProps) {
  return (
    <AddressLink quiet className={styles.row} tabIndex={-1} {...rest}>
      <bdi>{children}</bdi>
    </AddressLink>
  );
}
