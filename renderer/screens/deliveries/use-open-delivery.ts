import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { DeliveryRow } from '../../data/delivery-row';
import { deliveryAddress } from '../../data/entity-address';

/** Goes to the page of a delivery. */
export function useOpenDelivery(): (row: Pick<DeliveryRow, 'connection' | 'id'>) => void {
  const navigate = useNavigate();
  return useCallback(
    ({ connection, id }) => {
      const { to, params = {} } = deliveryAddress({ connection, kind: 'delivery', id });
      void navigate({ to, params });
    },
    [navigate],
  );
}
