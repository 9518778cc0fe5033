import { setImmediate as turn } from 'node:timers/promises';
import type { engineApi } from '../../../../shared/api/engine';
import type { lineageApi } from '../../../../shared/api/lineage';
import type { AbortSignalLike, Handlers } from '../../../../shared/api/verb';
import type { ImportedEvents } from '../../../../shared/api/lineage';
import type { Places, Registry } from '../../contract';
import type { Lineage } from '../lineage';
import type { Thing } from '../thing-store';
import { type Around, eventFacts } from './event-facts';
import { type LineageKey, lineageRef } from '../../../../shared/models/lineage';
import { eventFile, pickedEventFile, readEvents, type ReadLine } from './read-events';

/** Events in one transaction: some milliseconds' work, and then others have their turn. */
const AT_ONCE = 200;
/** The rest of a larger file is refused by one line. */
const EVENTS_MAX = 500_000;
/** Refused lines, and things that are tied anew: the first of them are told. */
const TOLD = 50;

export type ImportRooms = Around & { readonly places: Pick<Places, 'root'>; readonly registry: Registry; readonly lineage: Lineage };

/** Takes facts from a file of events, inside the workspace or wherever the user picked it. What cannot be believed is counted and told; the rest is taken. */
export const importHandlers = (rooms: ImportRooms): Handlers<Pick<typeof lineageApi & typeof engineApi, 'lineage.importEvents' | 'engine.importEvents'>> => ({
  'lineage.importEvents': async ({ path }, { signal }) => importEvents(rooms, await eventFile(rooms.places.root, path), signal),
  'engine.importEvents': async ({ path }, { signal }) => importEvents(rooms, await pickedEventFile(path), signal),
});

async function importEvents(rooms: ImportRooms, file: string, signal: AbortSignalLike): Promise<ImportedEvents> {
  const done: ImportedEvents = { events: 0, facts: 0, tied: [], refusedCount: 0, refused: [] };
  let batch: ReadLine[] = [];
  const take = async () => {
    const lines = batch;
    batch = [];
    rooms.registry.write(() => {
      for (const line of lines) takeOne(rooms, line, done);
    });
    await turn();
  };
  for await (const line of readEvents(file, signal)) {
    if (done.events + done.refusedCount + batch.length >= EVENTS_MAX) {
      refuse(done, line.line, 'too-many');
      break;
    }
    batch.push(line);
    if (batch.length >= AT_ONCE) await take();
  }
  await take();
  return done;
}

function takeOne({ lineage, ...around }: ImportRooms, read: ReadLine, done: ImportedEvents): void {
  if ('why' in read) return refuse(done, read.line, read.why);
  const told = eventFacts(read.value, around);
  if (typeof told === 'string') return refuse(done, read.line, told);
  done.events += 1;
  for (const thing of told.things) lineage.tellOf(thing);
  for (const fact of told.facts) {
    if (!lineage.add(fact)) continue;
    done.facts += 1;
    noteTied(done, told.things, [fact.from, fact.to]);
  }
}

function noteTied({ tied }: ImportedEvents, things: readonly Thing[], ends: readonly LineageKey[]): void {
  for (const end of ends) {
    if (tied.length >= TOLD || tied.some((each) => lineageRef(each) === lineageRef(end))) continue;
    const thing = things.find((each) => lineageRef(each) === lineageRef(end));
    if (thing) tied.push({ kind: thing.kind, id: thing.id, title: thing.title, detail: thing.detail });
  }
}

function refuse(done: ImportedEvents, line: number, why: ImportedEvents['refused'][number]['why']): void {
  done.refusedCount += 1;
  if (done.refused.length < TOLD) done.refused.push({ line, why });
}
