import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type ThreadEntry = { readonly file: string; readonly execArgv: readonly string[] };

const here = import.meta.dirname;
const SOURCES_READER = '../../../../e2e/peers/typescript-in-threads.mjs';

/** What is loaded late lies in a folder of its own. */
const built = basename(here) === 'chunks' ? join(here, '../..') : join(here, '..');

/** Built, the thread's file lies in a folder beside those that start it. Run from sources, it is the source, read as tests read it. */
export const DRIFT_THREAD: ThreadEntry = import.meta.url.endsWith('.ts')
  ? { file: join(here, 'drift-thread.ts'), execArgv: ['--import', pathToFileURL(join(here, SOURCES_READER)).href] }
  : { file: join(built, 'drift/drift-thread.js'), execArgv: [] };
