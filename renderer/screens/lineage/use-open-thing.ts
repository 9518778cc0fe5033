import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { LineageKey } from '../../../shared/models/lineage';
import { openAddress } from './open-address';

/** Goes to the page of a thing; nowhere where it has none. */
export function useOpenThing(connection: string): (key: LineageKey) => void {
  const navigate = useNavigate();
  return useCallback(
    (key) => {
      const address = openAddress(connection, key);
      if (address) void navigate({ to: address.to, params: { ...address.params }, search: { ...address.search } });
    },
    [connection, navigate],
  );
}
