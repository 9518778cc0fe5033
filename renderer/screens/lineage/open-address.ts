import type { LineageKey } from '../../../shared/models/lineage';
import type { Address } from '../../data/address';
import { datasetAddress, modelVersionAddress, runAddress, serviceAddress } from '../../data/workspace-address';

/** The page of a thing, where it has one. Ids: electron/engine/contract.ts. */
export function openAddress(connection: string, { kind, id }: LineageKey): Address | null {
  const at = id.lastIndexOf('@');
  const [name, version] = [id.slice(0, at), id.slice(at + 1)];
  if (kind === 'run') return runAddress(connection, id);
  if (kind === 'service') return serviceAddress(connection, id);
  if (at < 1) return null;
  if (kind === 'revision') return serviceAddress(connection, name);
  if (kind === 'dataset-version') return datasetAddress(connection, name, version);
  return kind === 'model-version' ? modelVersionAddress(connection, name, version) : null;
}
