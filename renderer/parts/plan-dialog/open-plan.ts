import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';
import type { ActionRequest } from '../../../shared/models/action';
import type { ActionId } from '../../../shared/models/action-id';
import type { EntityKey } from '../../../shared/models/entity';

/** What is being planned. An action that needs more than itself (a new image, a revision) starts without a request, and asks for it. */
export type OpenPlan = {
  readonly entity: EntityKey;
  readonly name: string;
  readonly action: ActionId;
  readonly request: ActionRequest | null;
  /** What is asked for begins with this. */
  readonly suggested?: { readonly version?: number; readonly alias?: string };
  /** Changes with each opening, so that nothing typed for one plan is there in the next. */
  readonly opening: number;
};

const store = createStore<{ readonly open: OpenPlan | null }>(() => ({ open: null }));
let openings = 0;

/** Plans an action, and shows the plan above whatever is on the screen. Nothing is changed by it. */
export function openPlan(plan: Omit<OpenPlan, 'opening'>): void {
  openings += 1;
  store.setState({ open: { ...plan, opening: openings } });
}

export const closePlan = (): void => store.setState({ open: null });
export const useOpenPlan = (): OpenPlan | null => useSyncExternalStore(store.subscribe, () => store.getState().open);

/** The request of an action that needs nothing more; null for those that do. */
export function plainRequest(action: ActionId): ActionRequest | null {
  if (action === 'start' || action === 'roll-back' || action === 'set-alias' || action === 'open-address' || action === 'replace-token') return null;
  return { action };
}
