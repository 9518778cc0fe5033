import { expect, test } from 'vitest';
import { firstKept, payloadSums } from './payload-age';

const NOW = Date.UTC(2026, 2, 10, 12);
const day = (name: string, bytes: number, namedBytes = 0) => ({ day: name, files: 1, bytes, namedBytes });

test('a day that is not over stays, whatever the hour, unless all shall go', () => {
  expect([firstKept('all', NOW), firstKept('1', NOW), firstKept('30', NOW)]).toEqual([null, '2026-03-09', '2026-02-08']);
});

test('of what is old enough all goes that nothing names', () => {
  const logs = [{ service: 'late', isServed: false, days: [day('2026-03-01', 10, 4), day('2026-03-09', 5)] }];
  expect(payloadSums(logs, '2026-03-09')).toEqual([
    {
      service: 'late',
      isServed: false,
      files: 2,
      bytes: 15,
      namedBytes: 4,
      freeBytes: 6,
      from: Date.UTC(2026, 2, 1),
      to: Date.UTC(2026, 2, 9),
    },
  ]);
  expect(payloadSums(logs, null)[0]?.freeBytes).toBe(11);
  expect(payloadSums(logs, '2026-03-01')[0]?.freeBytes).toBe(0);
});
