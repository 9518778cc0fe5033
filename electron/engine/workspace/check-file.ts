import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const Rows = z.array(z.object({ integrity_check: z.string() }));

/** What SQLite says of the whole file is one call that reads all of it: on a thread of its own, so that everybody else is answered meanwhile. */
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(workerData.libsql);
const database = new Database(workerData.path, { readonly: true });
parentPort.postMessage(database.pragma('integrity_check(100)'));
database.close();`;

/** Rows of an integrity check as faults. @throws ZodError */
export const faultsOf = (rows: unknown): string[] =>
  Rows.parse(rows)
    .map(({ integrity_check: text }) => text)
    .filter((text) => text !== 'ok');

/** Reads a whole registry file that may be in use. @returns what is wrong, in SQLite's words. Rejects where no thread can be had for it. */
export function checkFile(path: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT, { eval: true, workerData: { path, libsql: createRequire(import.meta.url).resolve('libsql') } });
    worker.unref();
    worker.once('message', (rows) => {
      try {
        resolve(faultsOf(rows));
      } catch (error) {
        reject(error);
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the check ended with ${code}`)));
  });
}
