// Runs a script as `node script args…` would, in a utility process of the app: `run-script.js <stdout file> <stderr file> <script> args…`.
// Such a process does not end by itself when nothing is left to do; a worker does, and then this ends with its code.
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';

const [stdout, stderr, script, ...args] = process.argv.slice(2);
if (stdout === undefined || stderr === undefined || script === undefined) throw new Error('run-script <stdout file> <stderr file> <script> args…');

const files = [stdout, stderr].map((file) => createWriteStream(file, { flags: 'a' }));
const [out, err] = files;
const worker = new Worker(resolve(script), { argv: args, stdout: true, stderr: true });
if (out) worker.stdout.pipe(out);
if (err) worker.stderr.pipe(err, { end: false });
let fault: string | null = null;
worker.once('error', (error: unknown) => (fault = error instanceof Error ? (error.stack ?? error.message) : String(error)));
worker.once('exit', (code) => {
  err?.end(fault === null ? '' : `${fault}\n`);
  // Full disks and all: the code of the script is what counts.
  void Promise.allSettled(files.map((file) => finished(file))).then(() => process.exit(fault === null ? code : 1));
});
