import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStoreSettings } from '../../shared/models/object-store';
import { StoreTables } from '../backend/store-tables';
import type { Options } from './arguments';
import { BadInput } from './exit';

type Said = Pick<Options, 'endpoint' | 'region' | 'ca' | 'virtual-hosted'>;

/** The store that `s3://` means, and what of it lies here until it is closed. Who asks is found as the tools of the store find it. @throws BadInput */
export async function openStore(said: Said, env: Readonly<NodeJS.ProcessEnv>): Promise<{ readonly store: StoreTables; close(): Promise<void> }> {
  const settings = await settingsOf(said, env);
  // Standard error is for what a person has to know; which Node a later SDK will want is not.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const folder = await mkdtemp(join(tmpdir(), 'pilothouse-objects-'));
  const store = new StoreTables(settings, folder, env);
  return {
    store,
    async close() {
      store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is typed goes before what the environment says, by the names that the tools of the store have for it. */
async function settingsOf(
  { endpoint, region, ca, 'virtual-hosted': virtualHosted = false }: Said,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<ObjectStoreSettings> {
  const address = endpoint ?? (env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || null);
  const bundle = ca ?? (env['AWS_CA_BUNDLE'] || null);
  const parsed = ObjectStoreSettings.safeParse({
    address,
    region: region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1'),
    pathStyle: address !== null && !virtualHosted,
    ca: null,
    proxy: null,
    credentials: { kind: 'chain', profile: null },
    buckets: [],
  });
  // A bundle of a whole system is larger than what settings keep.
  if (parsed.success) return { ...parsed.data, ca: bundle === null ? null : await certificatesOf(bundle) };
  if (parsed.error.issues[0]?.path[0] === 'address') throw new BadInput(`--endpoint takes an address such as https://storage.example.com, not “${address}”`);
  throw new BadInput(`--region does not take “${region ?? ''}”`);
}

async function certificatesOf(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new BadInput(`--ca ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new BadInput(`--ca ${file} holds no certificates (PEM)`);
  return text;
}
