// One dataset version in, another out: flights without a plausible distance or delay are left out.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { readFlights } from './flights.mjs';

const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const flights = readFlights(values.from);
const kept = flights.filter(({ delay, distance }) => distance > 0 && delay > -120 && delay < 24 * 60);
mkdirSync(dirname(values.to), { recursive: true });
const lines = kept.map(({ time, delay, distance, origin, destination }) => `${time},${delay},${distance},${origin},${destination}`);
// Whole or not at all: whoever watches the folder never reads half a file.
writeFileSync(`${values.to}.part`, `time,delay,distance,origin,destination\n${lines.join('\n')}\n`);
renameSync(`${values.to}.part`, values.to);
console.log(`${kept.length} of ${flights.length} flights kept`);
