import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { BedPlace, openBare } from './bare-client';
import { isPaused, planTurns, ROLLOUTS, SomeState } from './canaries';
import { serveRole, startRole } from './roles';

const PATIENCE_MS = 60_000;
const Named = z.object({ name: z.string() });
const Stepped = Named.extend({ step: z.number() });
const Plan = z.object({ plan: z.number(), reads: z.number() });
const Left = z.object({ at: z.number() });

/** A client in a process of its own that does nothing but ask and watch: what our times are held against. */
export interface BareActor {
  /** Waits until it stands at a pause. @returns which step that is */
  paused(name: string): Promise<number>;
  /** Asks what a plan asks, in the same turns, ms; `reads` are the turns without rights and trial. */
  plan(name: string): Promise<z.infer<typeof Plan>>;
  /** When the server's own watch said that it had left the step, as epoch ms with fractions. */
  left(name: string, step: number): Promise<number>;
  stop(): Promise<void>;
}

/** One clock for all processes of a machine. */
export const wallNow = (): number => performance.timeOrigin + performance.now();

/** A benchmark that uses it serves the role `bare` by `serveBare`. */
export async function startBare(place: BedPlace): Promise<BareActor> {
  const actor = await startRole('bare');
  await actor.ask('open', place);
  return {
    paused: async (name) => z.number().parse(await actor.ask('paused', { name })),
    plan: async (name) => Plan.parse(await actor.ask('plan', { name })),
    left: async (name, step) => Left.parse(await actor.ask('left', { name, step })).at,
    stop: () => actor.stop(),
  };
}

export function serveBare(): void {
  let client: ReturnType<typeof openBare> | undefined;
  const uids = new Map<string, string>();
  const steps: { name: string; step: number; at: number }[] = [];
  const opened = () => {
    if (!client) throw new Error('not opened');
    return client;
  };
  serveRole({
    async open(place) {
      client = openBare(BedPlace.parse(place));
      await client.watch(`${ROLLOUTS}?watch=1`, (event) => {
        const { metadata, status } = z.object({ object: SomeState }).parse(event).object;
        uids.set(metadata.name, metadata.uid);
        steps.push({ name: metadata.name, step: status.currentStepIndex ?? -1, at: wallNow() });
      });
    },
    async plan(input) {
      const { name } = Named.parse(input);
      const uid = uids.get(name) ?? '';
      const began = performance.now();
      let reads = 0;
      for (const [index, turn] of planTurns({ name, uid }).entries()) {
        await Promise.all(turn.map((each) => opened().ask(each)));
        if (index === 1) reads = performance.now() - began;
      }
      return { plan: performance.now() - began, reads };
    },
    async left(input) {
      const { name, step } = Stepped.parse(input);
      return until(`${name} leaves step ${step}`, async () => steps.find((each) => each.name === name && each.step > step));
    },
    async paused(input) {
      const { name } = Named.parse(input);
      return until(`${name} pauses`, async () => {
        const state = SomeState.parse(await opened().ask({ path: `${ROLLOUTS}/${name}` }));
        return isPaused(state) ? (state.status.currentStepIndex ?? 0) : undefined;
      });
    },
  });
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(20)) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
  }
}
