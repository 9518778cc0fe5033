import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { EntityKey } from '../../../shared/models/entity';
import type { Failure } from '../../../shared/models/failure';
import type { Freshness } from '../../../shared/models/freshness';
import { useDelivery, useDeliveryDetail } from '../../data/delivery';
import { lostFreshness } from '../../data/lost-freshness';
import { useHindrance } from '../use-hindrance';

/** What the address names; null where it names nothing that can be. */
export function useDeliveryKey(): EntityKey | null {
  const { connection, id }: { readonly connection?: string; readonly id?: string } = useParams({ strict: false });
  return useMemo(() => {
    const parsed = EntityKey.safeParse({ connection, kind: 'delivery', id });
    return parsed.success ? parsed.data : null;
  }, [connection, id]);
}

/** A delivery that is there, and everything around it. */
export type Page = {
  readonly entity: EntityKey;
  readonly delivery: Delivery;
  readonly freshness: Freshness | undefined;
  readonly detail: DeliveryDetail | undefined;
  /** Why the detail does not come. */
  readonly detailFailure: Failure | null;
  /** Why nothing can be changed now. */
  readonly hindrance: string | null;
};

export type PageState = { readonly is: 'known'; readonly page: Page } | { readonly is: 'loading' | 'missing'; readonly freshness: Freshness | undefined };

export function useDeliveryPage(entity: EntityKey): PageState {
  const { entity: delivery, freshness: told, lostAt, complete } = useDelivery(entity);
  const { value: detail, failure: detailFailure } = useDeliveryDetail(entity, delivery !== undefined);
  const freshness = useMemo(() => told && (lostAt === null ? told : lostFreshness(told, lostAt)), [told, lostAt]);
  const hindrance = useHindrance(entity, freshness);
  // The same page as long as nothing of it changed: what is drawn later is drawn only then.
  const page = useMemo(
    () => delivery && { entity, delivery, freshness, detail, detailFailure, hindrance },
    [entity, delivery, freshness, detail, detailFailure, hindrance],
  );
  if (!page) return { is: complete ? 'missing' : 'loading', freshness };
  return { is: 'known', page };
}
