// `new Worker(file.ts, { execArgv: ['--import', this] })`: what typescript.mjs does for a process, for a thread. Hooks do not reach into threads.
import { register } from 'node:module';

register('./typescript.mjs', import.meta.url);
