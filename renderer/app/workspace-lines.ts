import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Address } from '../data/address';
import { useRequest } from '../data/request';
import { useOpenConnection } from '../data/workspace';
import { datasetAddress, runAddress, serviceAddress } from '../data/workspace-address';
import { DataIcon, ServicesIcon, TrainingIcon } from '../ui/icons';
import type { Candidate } from './palette-entries';

/** Of runs there may be a hundred thousand: the workspace itself looks for what is typed. */
const RUNS_MAX = 12;
const TYPED_MIN = 2;
const NEWEST = { by: 'started', key: null, descending: true } as const;

/** Services, datasets and runs of the open workspace, asked for while the palette is open. Like deliveries they join once something is typed. */
export function useWorkspaceLines(query: string): readonly Candidate[] {
  const connection = useOpenConnection();
  const router = useRouter();
  const typed = query.trim();
  const asked = connection !== null && typed !== '';
  const of = { connection: connection ?? 'none' };
  const services = useRequest('services.list', of, { enabled: asked }).data?.services;
  const datasets = useRequest('data.list', of, { enabled: asked }).data?.datasets;
  const runs = useRequest(
    'runs.search',
    {
      ...of,
      experiment: null,
      conditions: [{ on: 'text', text: typed.slice(0, 200) }],
      order: NEWEST,
      metrics: [],
      params: [],
      deleted: false,
      offset: 0,
      limit: RUNS_MAX,
    },
    { enabled: asked && typed.length >= TYPED_MIN, keep: true },
  ).data?.rows;
  return useMemo(() => {
    if (!asked || connection === null) return [];
    const to =
      ({ to: route, params = {}, search = {} }: Address) =>
      () =>
        void router.navigate({ to: route, params: { ...params }, search: { ...search } });
    return [
      ...(services ?? []).map(
        ({ name, model }): Candidate => ({
          id: `service/${name}`,
          group: 'services',
          text: name,
          ...(model !== name && { note: model }),
          icon: ServicesIcon,
          run: to(serviceAddress(connection, name)),
        }),
      ),
      ...(datasets ?? []).map(
        ({ name }): Candidate => ({ id: `dataset/${name}`, group: 'data', text: name, icon: DataIcon, run: to(datasetAddress(connection, name)) }),
      ),
      ...(runs ?? []).map(
        ({ id, name, entryPoint }): Candidate => ({
          id: `run/${id}`,
          group: 'runs',
          text: name,
          note: [entryPoint, id.slice(0, 8)].filter(Boolean).join(' · '),
          // It was found by the workspace, perhaps by a parameter.
          keywords: typed,
          icon: TrainingIcon,
          run: to(runAddress(connection, id)),
        }),
      ),
    ];
  }, [asked, connection, services, datasets, runs, typed, router]);
}
