import { AppError, failure } from '../../../shared/models/failure';
import { resolve } from 'node:path';
import type { Backend } from '../../backend/backend';
import { readEngineFile } from '../../backend/lib/engine-file';
import { BadInput, EXIT, type Exit } from '../exit';
import type { EngineForker } from '../engine-forker';

/**
 * Opens a folder as a workspace until it is told to end; one JSON line says that it is up. A second one is told who has it. What one that was
 * killed left behind, with the runs that it keeps, is taken over.
 */
export async function up(backend: Backend, engines: EngineForker, rest: readonly string[]): Promise<Exit> {
  const [dir, ...more] = rest;
  if (dir === undefined || more.length > 0) throw new BadInput('up takes one folder: pilothouse up DIR');
  await backend.workspaces.openFolder(resolve(dir));
  const { open } = backend.workspaces.state;
  if (!open) throw new AppError(failure('local', { reason: 'engine-not-started' }));
  if (open.attached && !(await isLeft(backend))) {
    const holder = readEngineFile(resolve(dir));
    throw new AppError(failure('conflict', { reason: 'workspace-held', values: { by: holder?.by ?? 'pilothouse', pid: String(holder?.pid ?? '?') } }));
  }
  const { id, name, trackingUri, tokenFile } = open;
  process.stdout.write(`${JSON.stringify({ id, name, trackingUri, tokenFile, pid: process.pid })}\n`);
  await whenTold();
  const { runs, serving } = await whatGoesOn(backend);
  if (serving.length > 0) process.stderr.write(`still served: ${serving.join(', ')}; “pilothouse up” takes it over again\n`);
  await endTaken(backend, !runs, serving.length > 0);
  await backend.workspaces.close(!runs, serving.length > 0);
  if (!runs && serving.length === 0) await engines.whenEnded();
  return EXIT.done;
}

/** SIGTERM, or Ctrl+C. */
function whenTold(): Promise<void> {
  const awake = setInterval(() => undefined, 60_000);
  return new Promise((done) => {
    const end = () => {
      clearInterval(awake);
      done();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end);
  });
}

/** Nobody has it any more. One that is gone by now is left too. */
async function isLeft({ workspaces }: Backend): Promise<boolean> {
  try {
    return (await workspaces.need().link().request('engine.facts', {})).leaving;
  } catch {
    return true;
  }
}

/** An engine that was taken over, unless it has ended since and we started the one that is there. */
async function endTaken({ workspaces }: Backend, stopRuns: boolean, keepServing: boolean): Promise<void> {
  const { open } = workspaces.state;
  if (!open?.attached || !stopRuns) return;
  try {
    const link = workspaces.need().link();
    if (keepServing) return void (await link.request('engine.leave', { stopRuns, keepServing }));
    const gone = new Promise<void>((tell) => link.onLost(tell));
    await link.request('engine.leave', { stopRuns });
    await gone;
  } catch {
    // It is gone.
  }
}

/** While the engine is lost nothing can be asked; what trains and what is served is then found again by the next one. */
async function whatGoesOn({ workspaces }: Backend): Promise<{ runs: boolean; serving: string[] }> {
  try {
    const link = workspaces.need().link();
    const [{ services }, { keepRunsOnQuit, keepServingOnQuit }] = await Promise.all([link.request('engine.facts', {}), link.request('engine.settings', {})]);
    return { runs: keepRunsOnQuit, serving: keepServingOnQuit ? services.map(({ name }) => name) : [] };
  } catch {
    return { runs: false, serving: [] };
  }
}
