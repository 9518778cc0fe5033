import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ThreadEntry } from './thread-messages';

const here = import.meta.dirname;
const SOURCES_READER = '../../../e2e/peers/typescript-in-threads.mjs';

/** Built, the threads' file lies in a folder beside the engine's. Run from sources, it is the source, read as tests read it. */
export const THREAD_ENTRY: ThreadEntry = import.meta.url.endsWith('.ts')
  ? { file: join(here, 'serving-thread.ts'), execArgv: ['--import', pathToFileURL(join(here, SOURCES_READER)).href] }
  : { file: join(here, '../serving/serving-thread.js'), execArgv: [] };
