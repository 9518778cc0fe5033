import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { EntityKey } from '../../shared/models/entity';
import { entityAddress } from '../data/entity-address';

export type EntityLinkProps = {
  readonly entity: EntityKey;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly title?: string;
  /** -1 in the cell of a table, which is walked by its own keys. */
  readonly tabIndex?: number;
};

/** Leads to the page of an entity, whatever screen shows it. */
export function EntityLink({ entity, children, ...rest }: EntityLinkProps) {
  const { to, params } = entityAddress(entity);
  return (
    <Link to={to} params={{ ...params }} {...rest}>
      {children}
    </Link>
  );
}
