import { join } from 'node:path';
import { type Actions, createActions } from '../electron/backend/actions/actions';
import type { RunTiming } from '../electron/backend/actions/open-run';
import { Connections } from '../electron/backend/connections/connections';
import { Inventory } from '../electron/backend/inventory/inventory';
import { Ledger } from '../electron/backend/ledger/ledger';
import { SILENT } from '../electron/backend/lib/log';
import { openDatabase } from '../electron/backend/storage/database';
import { Documents } from '../electron/backend/storage/documents';
import { EverStable } from '../electron/backend/storage/ever-stable';
import { LastKnown } from '../electron/backend/storage/last-known';
import type { ActionRun, Confirmation, Plan } from '../shared/models/action';
import type { EntityKey } from '../shared/models/entity';
import { type Failure, failureOf } from '../shared/models/failure';
import type { ActionLedger, ActionParts } from '../electron/backend/actions/parts';
import { SCRIPTED_ID, type Scripted } from './peers/scripted-connector';

/** The rooms that an action passes through, as backend.ts builds them, over a system that the test controls. */
export interface ActionsUnderTest extends Actions {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  readonly key: EntityKey;
  readonly settings: { readOnly: boolean };
  plan(): Promise<Plan>;
  confirm(plan: Plan, more?: Partial<Confirmation>): Promise<ActionRun>;
  /** Resolves with the run once it is so. @throws with what was there instead. */
  until(intent: number, holds: (run: ActionRun) => boolean): Promise<ActionRun>;
  /** Looks until it is so. */
  eventually(holds: () => boolean): Promise<void>;
  /** Live, as the page sees it. */
  live(): Promise<void>;
  close(): void;
}

export const QUICK: RunTiming = { rereadMs: 20, readWithinMs: 1_000, landingMs: 150, settleWithinMs: 300, rewriteMs: 20 };

export type Around = {
  readonly timing?: Partial<RunTiming>;
  /** Stands before the ledger: for what happens between two of its writes. */
  readonly ledger?: (ledger: Ledger) => ActionLedger;
  readonly now?: () => number;
  /** What is known of it beside the system itself. */
  readonly evidence?: ActionParts['evidence'];
  /** The delivery that is acted on, where it is not the scripted one. */
  readonly entity?: string;
};

export async function startActions(
  folder: string,
  { system, connector }: Pick<Scripted, 'system' | 'connector'>,
  { timing = {}, ledger: wrap, now = Date.now, evidence, entity = SCRIPTED_ID }: Around = {},
): Promise<ActionsUnderTest> {
  const opened = openDatabase(folder, SILENT);
  const documents = new Documents(opened.database, SILENT);
  const lastKnown = new LastKnown(opened.database, SILENT, () => true);
  const everStable = new EverStable(opened.database, SILENT, now);
  const inventory = new Inventory();
  const connections = new Connections({ inventory, documents, lastKnown, log: SILENT, now }).reachBy({ system, connectors: [connector] });
  const ledger = new Ledger({ folder: join(folder, 'ledger'), log: SILENT, app: 'test' });
  const settings = { readOnly: false };
  const actions = createActions(
    {
      connections,
      inventory,
      ledger: wrap?.(ledger) ?? ledger,
      readOnly: () => settings.readOnly,
      wasStable: (key, revision) => everStable.wasStable(key, revision),
      ...(evidence && { evidence }),
      log: SILENT,
      now,
    },
    { ...QUICK, ...timing },
  );
  let id = connections.list()[0]?.id;
  if (id === undefined) {
    connections.discover(({ found }) => void ([id] = connections.add(found)));
    if (id === undefined) throw new Error('no place was found');
    connections.update(id, { production: false });
  }
  const key: EntityKey = { connection: id, kind: 'delivery', id: entity };
  connections.need('delivery');
  const until = (intent: number, holds: (run: ActionRun) => boolean) =>
    new Promise<ActionRun>((resolve, reject) => {
      let stop = () => {};
      const timer = setTimeout(() => end(() => reject(new Error(`it never came so: ${JSON.stringify(runOf())}`))), 10_000);
      const runOf = () => actions.runs.list().find((run) => run.intent === intent);
      const end = (settle: () => void) => {
        stop();
        clearTimeout(timer);
        settle();
      };
      const look = () => {
        const run = runOf();
        if (run && holds(run)) end(() => resolve(run));
      };
      stop = actions.runs.listen(look);
      look();
    });
  const eventually = async (holds: () => boolean) => {
    for (const end = Date.now() + 10_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 5))) {
      if (Date.now() > end) throw new Error(`it never came so: ${holds}`);
    }
  };
  return {
    ...actions,
    connections,
    inventory,
    ledger,
    key,
    settings,
    plan: () => actions.plans.make(key, { action: 'promote' }, new AbortController().signal),
    confirm: ({ id: planId, digest }, more = {}) => actions.executor.execute({ planId, digest, reason: '', ticket: '', typedName: '', ...more }),
    until,
    eventually,
    live: () => eventually(() => inventory.freshness().get(key.connection)?.state === 'live'),
    close() {
      actions.runs.close();
      connections.close();
      everStable.writeAll();
      ledger.close();
      opened.database.close();
    },
  };
}

/** What an app did, in the words of its ledger, the oldest first. */
export const recorded = ({ ledger }: ActionsUnderTest): string[] =>
  ledger
    .list({}, null, 500)
    .rows.filter(({ kind }) => kind !== 'session-opened')
    .map(({ seq, kind, phase }) => [kind, phase ?? ledger.get(seq).entry.failure?.reason].filter(Boolean).join(' '))
    .toReversed();

/** Why it did not work. @throws where it did */
export async function refusal(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    return failureOf(error);
  }
  throw new Error('it was not refused');
}
