import { createStore, useStore } from 'zustand';

/** At which stop the tour is; null while nobody takes it. */
const place = createStore<number | null>(() => null);

export const useTourPlace = (): number | null => useStore(place);
export const goToStop = (stop: number | null): void => place.setState(stop, true);
