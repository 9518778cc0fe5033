import type { ModelSignature } from '../../../shared/models/model';
import type { Service } from '../../../shared/models/service';
import { useRequest } from '../../data/request';

/** What the version that serves takes and gives; undefined until it is told, null where the model does not say. */
export function useSignature(connection: string, { model, arms, release }: Service): ModelSignature | null | undefined {
  const version = arms.find(({ revision }) => revision === release.stable)?.version ?? null;
  const { data, error } = useRequest('models.version', { connection, model, version: version ?? 1 }, { enabled: version !== null });
  return error || version === null ? null : data?.signature;
}
