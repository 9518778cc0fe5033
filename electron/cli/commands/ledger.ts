import type { Client } from '../../../shared/api/client';
import { AppError, failure } from '../../../shared/models/failure';
import { harmless, table } from '../text';
import { numberOf, type Options } from '../arguments';
import { BadInput, EXIT, type Exit } from '../exit';

const LIMIT = 50;

/** `ledger`, `ledger show <n>`, `ledger verify`. */
export async function ledger(client: Client, options: Options): Promise<Exit> {
  const [what = 'list', which] = options.rest;
  if (what === 'list') return list(client, options);
  if (what === 'show') return show(client, which, options);
  if (what === 'verify') return verify(client, options);
  throw new BadInput(`the ledger has list, show and verify, not “${what}”`);
}

async function list(client: Client, options: Options): Promise<Exit> {
  const { connection, verb, who } = options;
  const filter = { ...(connection && { connections: [connection] }), ...(verb && { verbs: [verb] }), ...(who && { text: who }) };
  const { rows, total } = await client.request('ledger.list', { filter, before: null, limit: Math.min(500, numberOf('limit', options.limit, LIMIT)) });
  if (options.json) process.stdout.write(`${JSON.stringify({ rows, total })}\n`);
  else {
    const lines = rows.map((row) => [
      String(row.seq),
      row.at,
      row.kind,
      row.verb ?? '',
      row.phase ?? row.verdict ?? '',
      row.connectionName ?? row.connection ?? '',
      row.entity ?? '',
      row.who ?? '',
      row.reason ?? '',
    ]);
    process.stdout.write(`${table([['NO', 'AT', 'KIND', 'VERB', 'RESULT', 'CONNECTION', 'TARGET', 'WHO', 'REASON'], ...lines])}\n`);
  }
  return EXIT.done;
}

async function show(client: Client, which: string | undefined, { json }: Options): Promise<Exit> {
  if (which === undefined || !/^\d{1,15}$/.test(which)) throw new BadInput('ledger show takes the number of an entry');
  const found = await client.request('ledger.get', { seq: Number(which) });
  if (json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else {
    const { entry, proof, changes } = found;
    process.stdout.write(`${JSON.stringify(entry, null, 2).split('\n').map(harmless).join('\n')}\n`);
    for (const { object, before, after } of changes)
      process.stdout.write(`\n--- ${harmless(object)} before\n${lines(before)}\n+++ ${harmless(object)} after\n${lines(after)}\n`);
    process.stdout.write(`\nleaf ${entry.hash}, in the tree of ${proof.size} with root ${proof.root}\n`);
  }
  return EXIT.done;
}

const lines = (text: string): string => text.split('\n').map(harmless).join('\n');

async function verify(client: Client, { json }: Options): Promise<Exit> {
  const state = await client.request('ledger.verify', {});
  if (state.state === 'unavailable') throw new AppError(failure('local', { reason: 'store-unwritable', text: state.fault?.text ?? '' }));
  if (json) process.stdout.write(`${JSON.stringify(state)}\n`);
  else if (state.state === 'whole') process.stdout.write(`whole: ${state.size} entries, root ${state.root ?? 'of an empty tree'}\n`);
  else
    process.stdout.write(
      `faulty: ${state.fault?.kind ?? 'unknown'}${typeof state.fault?.seq === 'number' ? ` at entry ${state.fault.seq}` : ''}: ${harmless(state.fault?.text ?? '')}\n`,
    );
  return state.state === 'whole' ? EXIT.done : EXIT.failed;
}
