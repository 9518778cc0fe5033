import { createInterface } from 'node:readline/promises';
import type { Client } from '../../../shared/api/client';
import { untilEvent } from '../../../shared/api/until-event';
import { type ActionRequest, ActionRequest as ActionRequestSchema, type ActionRun, type Plan } from '../../../shared/models/action';
import { type ActionId, DELIVERY_ACTION_IDS } from '../../../shared/models/action-id';
import { type Delivery, deliveryId } from '../../../shared/models/delivery';
import type { EntityKey } from '../../../shared/models/entity';
import { ServiceName } from '../../../shared/models/service';
import { numberOf, type Options } from '../arguments';
import { BadInput, EXIT, type Exit } from '../exit';
import { planText, runText } from '../plan-text';
import { findDelivery, type Reached, reachDeliveries } from '../reach';
import { releasePlanOf } from '../release-plan';
import { serverCommandOf } from '../server-command';
import { revisionKey } from '../revision';
import { tellUnread } from './deliveries';

const WAIT_S = 20;
/** Names of commands that are not the names of actions. */
const NAMES: Readonly<Record<string, ActionId>> = { rollback: 'roll-back', undo: 'roll-back' };
const ENDED: Partial<Record<ActionRun['phase'], Exit>> = {
  done: EXIT.done,
  failed: EXIT.failed,
  'not-done': EXIT.failed,
  uncertain: EXIT.uncertain,
  'timed-out': EXIT.uncertain,
};

export const actionOf = (name: string | undefined): ActionId | undefined =>
  name === undefined ? undefined : (NAMES[name] ?? DELIVERY_ACTION_IDS.find((id) => id === name));

/** `plan <action> <delivery>`: says what an action would do. Changes nothing. */
export async function planOnly(client: Client, options: Options): Promise<Exit> {
  const [name, wanted] = options.rest;
  const { plan, release } = await planFor(client, options, name, wanted);
  release();
  process.stdout.write(options.json ? `${JSON.stringify(plan)}\n` : planText(plan));
  return plan.verdict.allowed ? EXIT.done : EXIT.failed;
}

/** `promote <delivery>` and its like: plans, asks, carries out, and waits until the cluster shows it. */
export async function act(client: Client, options: Options): Promise<Exit> {
  const { plan, release } = await planFor(client, options, options.command, options.rest[0]);
  try {
    return await carryOut(client, plan, options);
  } finally {
    release();
  }
}

/** From a plan to how it ended: shown, asked about, carried out. */
export async function carryOut(client: Client, plan: Plan, options: Options): Promise<Exit> {
  if (!options.json) process.stdout.write(planText(plan));
  const confirmation = await confirm(plan, options);
  if (!confirmation) return EXIT.failed;
  const { run } = await client.request('actions.execute', confirmation);
  const ended = run.endedAt === null ? await untilEnded(client, run) : run;
  process.stdout.write(options.json ? `${JSON.stringify(ended)}\n` : runText(ended));
  return ENDED[ended.phase] ?? EXIT.uncertain;
}

async function planFor(client: Client, options: Options, name: string | undefined, wanted: string | undefined): Promise<{ plan: Plan; release: () => void }> {
  const action = options.full && name === 'promote' ? 'promote-full' : actionOf(name);
  if (!action) throw new BadInput(`there is no action “${name ?? ''}”; there are ${DELIVERY_ACTION_IDS.join(', ')}`);
  if (wanted === undefined) throw new BadInput('which delivery? Name it as namespace/name, or a service of --workspace by its name');
  const reached = await reachDeliveries(client, options.connection, numberOf('wait', options.wait, WAIT_S) * 1000);
  tellUnread(reached);
  const made = action === 'start' ? serviceToMake(reached, wanted) : null;
  const delivery = made ? null : findDelivery(reached, wanted);
  const key = made ?? delivery;
  if (!key) throw new BadInput(`there is no delivery “${wanted}”`);
  const { connection, kind, id } = key;
  const request = await requestOf(client, action, delivery, options);
  const { plan } = await client.request('actions.plan', { entity: { connection, kind, id }, request });
  return { plan, release: reached.release };
}

/** A service of the open workspace that is not there yet, by its name. */
function serviceToMake({ connections, deliveries }: Reached, wanted: string): EntityKey | null {
  const workspace = connections.find(({ system }) => system === 'local');
  const name = ServiceName.safeParse(wanted.replace(/^local\//, ''));
  if (!workspace || !name.success || deliveries.some(({ connection, name: own }) => connection === workspace.id && own === name.data)) return null;
  return { connection: workspace.id, kind: 'delivery', id: deliveryId('local', '', name.data) };
}

async function requestOf(client: Client, action: ActionId, delivery: Delivery | null, options: Options): Promise<ActionRequest> {
  const request = await rawRequest(client, action, delivery, options);
  const parsed = ActionRequestSchema.safeParse(request);
  if (!parsed.success) throw new BadInput(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return parsed.data;
}

async function rawRequest(client: Client, action: ActionId, delivery: Delivery | null, options: Options): Promise<unknown> {
  if (action === 'roll-back' && delivery) {
    if (options.to === undefined) throw new BadInput('roll back to which revision? Give its number or key with --to');
    return { action, revision: await revisionKey(client, delivery, options.to) };
  }
  if (action !== 'start') return { action };
  const images = (options.image ?? []).map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new BadInput(`--image takes container=image, not “${text}”`);
    return { container: text.slice(0, at), image: text.slice(at + 1) };
  });
  if (images.length === 0 && options['model-uri'] === undefined) throw new BadInput('start what? Give --image container=image, or --model-uri');
  const release = releasePlanOf(options);
  const server = serverCommandOf(options.server);
  return { action, images, modelUri: options['model-uri'] ?? null, ...(release && { release }), ...(server && { server }) };
}

/** Null: a person said no. A pipeline says `--yes`, and the name where the plan asks for it. */
async function confirm(plan: Plan, options: Options) {
  const given = { planId: plan.id, digest: plan.digest, reason: options.reason ?? '', ticket: options.ticket ?? '', typedName: options['typed-name'] ?? '' };
  if (options.yes || !plan.verdict.allowed) return given; // a refusal is confirmed too: it is on record then
  if (!process.stdin.isTTY) throw new BadInput('nobody is there to confirm: add --yes');
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (plan.verdict.needsReason && given.reason === '') given.reason = await ask.question('Reason: ');
    if (plan.verdict.typedName !== null && given.typedName === '') given.typedName = await ask.question(`Type ${plan.verdict.typedName} to confirm: `);
    const answer = await ask.question('Carry it out? [y/N] ');
    return /^y(es)?$/i.test(answer.trim()) ? given : null;
  } finally {
    ask.close();
  }
}

const untilEnded = (client: Client, { intent }: ActionRun): Promise<ActionRun> =>
  untilEvent(client, 'actions.watch', {}, ({ runs }) => runs.find((each) => each.intent === intent && each.endedAt !== null));
