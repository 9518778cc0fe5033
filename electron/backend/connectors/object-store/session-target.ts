import type { ConnectionTarget } from '../../../../shared/models/connection';
import type { ObjectStoreSettings } from '../../../../shared/models/object-store';

const AMAZON = (region: string) => `https://s3.${region}.amazonaws.com`;

/** Where the settings lead, for people to recognise it. */
export function targetOf({ address, region, credentials }: ObjectStoreSettings): ConnectionTarget {
  const user = credentials.kind === 'chain' ? (credentials.profile ?? 'default') : credentials.kind;
  return { context: region, server: address ?? AMAZON(region), user, source: credentials.kind, insecure: false };
}
