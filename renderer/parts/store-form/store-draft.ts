import type { Output } from '../../../shared/api/api';
import { BucketName, NO_SECRET, type ObjectStoreSecret, ObjectStoreSettings } from '../../../shared/models/object-store';

/** What is typed, as it is typed. */
export type StoreDraft = {
  readonly name: string;
  readonly address: string;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly sign: ObjectStoreSettings['credentials']['kind'];
  readonly profile: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly buckets: string;
  readonly ca: string;
  readonly proxy: string;
  readonly proxyUser: string;
  readonly proxyPassword: string;
};

export const NEW_STORE: StoreDraft = {
  name: '',
  address: '',
  region: 'us-east-1',
  pathStyle: true,
  sign: 'keys',
  profile: '',
  accessKeyId: '',
  secretAccessKey: '',
  sessionToken: '',
  buckets: '',
  ca: '',
  proxy: '',
  proxyUser: '',
  proxyPassword: '',
};

export type Kept = Output<'objects.settings'>;

/** What is kept, to be edited; secrets are typed again or left as they are. */
export function draftOfKept(name: string, { settings, accessKeyId, proxyUser }: Kept): StoreDraft {
  const { address, region, pathStyle, ca, proxy, credentials, buckets } = settings;
  return {
    ...NEW_STORE,
    name,
    address: address ?? '',
    region,
    pathStyle,
    sign: credentials.kind,
    profile: credentials.kind === 'chain' ? (credentials.profile ?? '') : '',
    accessKeyId: accessKeyId ?? '',
    buckets: buckets.join(', '),
    ca: ca ?? '',
    proxy: proxy ?? '',
    proxyUser: proxyUser ?? '',
  };
}

const orNull = (text: string): string | null => text.trim() || null;
const namesIn = (text: string): string[] => [...new Set(text.split(/[\s,،]+/).filter(Boolean))];

export function settingsOf(draft: StoreDraft): ObjectStoreSettings {
  const address = orNull(draft.address)?.replace(/\/+$/, '') ?? null;
  return {
    address,
    region: draft.region.trim() || NEW_STORE.region,
    // Amazon's own has a host for each bucket.
    pathStyle: address !== null && draft.pathStyle,
    ca: orNull(draft.ca),
    proxy: orNull(draft.proxy)?.replace(/\/+$/, '') ?? null,
    credentials: draft.sign === 'chain' ? { kind: 'chain', profile: orNull(draft.profile) } : { kind: draft.sign },
    buckets: namesIn(draft.buckets),
  };
}

/** What was typed of the secret; null parts are as they were. */
export function secretOf({ sign, accessKeyId, secretAccessKey, sessionToken, proxyUser, proxyPassword }: StoreDraft): ObjectStoreSecret {
  const keys = { accessKeyId: accessKeyId.trim(), secretAccessKey, sessionToken: orNull(sessionToken) };
  return {
    ...NO_SECRET,
    keys: sign === 'keys' && secretAccessKey !== '' ? keys : null,
    proxy: proxyUser.trim() !== '' && proxyPassword !== '' ? { user: proxyUser.trim(), password: proxyPassword } : null,
  };
}

export const FAULTS = ['name', 'address', 'region', 'accessKeyId', 'secretAccessKey', 'buckets', 'ca', 'proxy'] as const;
export type Fault = (typeof FAULTS)[number];

/** What is missing or no such thing, in the order of the form. `kept`: what may stay as it is. */
export function faultsOf(draft: StoreDraft, kept: Kept | null): readonly Fault[] {
  const settings = settingsOf(draft);
  const fits = (field: 'address' | 'region' | 'ca' | 'proxy') => ObjectStoreSettings.shape[field].safeParse(settings[field]).success;
  // Credentials were typed for one place, and are not sent to another.
  const isSame = kept !== null && kept.accessKeyId === draft.accessKeyId.trim() && kept.settings.address === settings.address;
  const wrong: Record<Fault, boolean> = {
    name: draft.name.trim() === '' || draft.name.trim().length > 80,
    address: !fits('address'),
    region: !fits('region'),
    accessKeyId: draft.sign === 'keys' && draft.accessKeyId.trim() === '',
    secretAccessKey: draft.sign === 'keys' && draft.secretAccessKey === '' && !isSame,
    buckets: settings.buckets.some((name) => !BucketName.safeParse(name).success),
    ca: !fits('ca'),
    proxy: !fits('proxy'),
  };
  return FAULTS.filter((fault) => wrong[fault]);
}
