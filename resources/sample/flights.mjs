// Flights as rows of numbers and names. The files are plain CSV without quotes: time,delay,distance,origin,destination.
import { readFileSync } from 'node:fs';

const HEADER = 'time,delay,distance,origin,destination';

/** @returns {{time: string, delay: number, distance: number, origin: string, destination: string}[]} rows with a known delay */
export function readFlights(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').split('\n');
  if (header.trim() !== HEADER) throw new Error(`${path} should begin with ${HEADER}, and begins with ${header.slice(0, 80)}`);
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [time, delay, distance, origin, destination] = line.split(',');
      return { time, delay: delay === '' ? NaN : Number(delay), distance: Number(distance), origin, destination: destination.trim() };
    })
    .filter(({ delay }) => Number.isFinite(delay));
}

export const FEATURES = ['hour', 'weekday', 'distance', 'origin', 'destination'];

/** Monday is 0. */
export const weekdayOf = (time) => (new Date(`${time.slice(0, 10)}T00:00:00Z`).getUTCDay() + 6) % 7;
export const hourOf = (time) => Number(time.slice(11, 13)) + Number(time.slice(14, 16)) / 60;
