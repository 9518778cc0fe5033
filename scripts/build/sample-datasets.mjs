// Datasets that the sample is handed out with: one a month, each with the same checks.
const CHECKS = [
  { name: 'every flight has a time', check: { rule: 'not-null', column: 'time' } },
  { name: 'every flight has a delay', check: { rule: 'not-null', column: 'delay' } },
  { name: 'delays are plausible', check: { rule: 'range', column: 'delay', min: -240, max: 2_880 } },
  { name: 'distances are miles', check: { rule: 'range', column: 'distance', min: 1, max: 6_000 } },
  { name: 'airports are three letters', check: { rule: 'pattern', column: 'origin', pattern: '[A-Z]{3}' } },
  { name: 'a month has enough flights', check: { rule: 'row-count', min: 10_000, max: 60_000 } },
];
const LABELS = { owner: 'sample', sensitivity: 'public', region: 'US' };

/** @param {readonly string[]} months as in the names of the files */
export const sampleDatasets = (months) =>
  months.map((month) => ({
    name: `flights-${month}`,
    source: { path: `data/flights/${month}.csv`, format: 'csv' },
    labels: { ...LABELS, description: `One flight in 25 within the United States, ${month}.` },
    checks: CHECKS,
    watched: false,
  }));
