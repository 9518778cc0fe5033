import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { dataApi } from '../../../shared/api/data';
import type { Log } from '../lib/log';
import type { EngineLink } from './engine-link';

/** The datasets that the sample is handed out with, beside its scripts. */
const FILE = 'datasets.json';
const Datasets = z.array(dataApi['data.register'].input.omit({ connection: true }));

/**
 * Registers the sample's datasets where they are not yet, one after the other and in the background: each is profiled and checked
 * before the user's eyes.
 */
export async function registerSample(folder: string, link: EngineLink, connection: string, log: Log): Promise<void> {
  try {
    const wanted = Datasets.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')));
    const { datasets } = await link.request('data.list', { connection });
    const known = new Set(datasets.map(({ name }) => name));
    const missing = wanted.filter(({ name }) => !known.has(name));
    void (async () => {
      for (const dataset of missing) await link.request('data.register', { connection, ...dataset });
    })().catch((error: unknown) => log.warn('a dataset of the sample could not be registered', { text: String(error) }));
  } catch (error) {
    log.warn('the datasets of the sample are not known', { text: String(error) }); // a workspace like any other, without them
  }
}
