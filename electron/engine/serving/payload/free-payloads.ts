import type { Dirent } from 'node:fs';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { servicesApi } from '../../../../shared/api/services';
import type { Handlers } from '../../../../shared/api/verb';
import type { KeptPayloads } from '../../../../shared/models/payload';
import { ServiceName } from '../../../../shared/models/service';
import { DAY, FILE } from './kept-files';

export type FreePayloadsOptions = {
  /** Of all payload logs. */
  readonly folder: string;
  readonly isServed: (service: string) => boolean;
  /** Whether anything refers to a file; its path as the workspace names it is `below` and these. */
  readonly named: () => (path: string) => boolean;
  readonly below: string;
  /** Files of a service went: whoever writes its log counts anew. */
  readonly freed: (service: string) => Promise<void>;
  readonly now: () => number;
};
type Verbs = Pick<typeof servicesApi, 'services.payloads' | 'services.freePayloads'>;
type Found = { readonly day: string; readonly path: string; readonly bytes: number; readonly isNamed: boolean };

/** What payload logs take of the disk, day by day, and making room. Files that are not ours are left alone, and so is what something refers to. */
export function payloadHandlers(options: FreePayloadsOptions): Handlers<Verbs> {
  const { folder, isServed } = options;
  return {
    'services.payloads': async () => {
      const services = (await entriesOf(folder)).filter((entry) => entry.isDirectory() && ServiceName.safeParse(entry.name).success);
      const logs: KeptPayloads[] = [];
      for (const { name: service } of services) {
        const days = daysOf(await filesOf(service, options));
        if (days.length > 0) logs.push({ service, isServed: isServed(service), days });
      }
      return { logs: logs.toSorted((a, b) => (a.service < b.service ? -1 : 1)) };
    },
    'services.freePayloads': async ({ services, before }) => {
      let freedBytes = 0;
      for (const service of new Set(services)) freedBytes += await free(service, before, options);
      return { freedBytes };
    },
  };
}

async function free(service: string, before: string | null, options: FreePayloadsOptions): Promise<number> {
  const { folder, isServed, freed, now } = options;
  const files = (await filesOf(service, options)).filter(({ day, isNamed }) => !isNamed && (before === null || day < before));
  for (const { path } of files) await rm(path, { force: true });
  // A log that is written has the folder of its day in use.
  const today = new Date(now()).toISOString().slice(0, 10);
  for (const day of new Set(files.map((file) => file.day))) if (day < today || !isServed(service)) await removeEmpty(join(folder, service, day));
  if (!isServed(service)) await removeEmpty(join(folder, service));
  await freed(service);
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function filesOf(service: string, { folder, named, below }: FreePayloadsOptions): Promise<Found[]> {
  const isNamed = named();
  const found: Found[] = [];
  for (const { name: day } of (await entriesOf(join(folder, service))).filter((entry) => DAY.test(entry.name)))
    for (const { name } of (await entriesOf(join(folder, service, day))).filter((entry) => entry.isFile() && FILE.test(entry.name))) {
      const path = join(folder, service, day, name);
      const seen = await stat(path).catch(() => null); // its writer may have removed it meanwhile
      if (seen) found.push({ day, path, bytes: seen.size, isNamed: isNamed(`${below}/${service}/${day}/${name}`) });
    }
  return found;
}

function daysOf(files: readonly Found[]): KeptPayloads['days'] {
  const days = new Map<string, { files: number; bytes: number; namedBytes: number }>();
  for (const { day, bytes, isNamed } of files) {
    const of = days.get(day) ?? { files: 0, bytes: 0, namedBytes: 0 };
    days.set(day, { files: of.files + 1, bytes: of.bytes + bytes, namedBytes: of.namedBytes + (isNamed ? bytes : 0) });
  }
  return [...days].map(([day, of]) => ({ day, ...of })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** One with files of others in it stays. */
const removeEmpty = (folder: string) => rmdir(folder).catch(() => undefined);

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []); // not there, or no folder
}
