import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReleasePlan } from '../../shared/models/service';
import { serviceCommands } from '../backend/connectors/local/service-commands';
import { parseArguments } from './arguments';
import { releasePlanOf } from './release-plan';

const weight = fc.integer({ min: 0, max: 100 });
const seconds = fc.integer({ min: 1, max: 600_000 });
const step = fc.oneof(fc.record({ weight, seconds: fc.option(seconds) }), fc.record({ weight, seconds, condition: fc.constant('not-worse' as const) }));
const plans: fc.Arbitrary<ReleasePlan> = fc.record({
  strategy: fc.constant('canary'),
  steps: fc.array(step, { maxLength: 20 }),
  bakeSeconds: fc.integer({ min: 0, max: 86_400 }),
  errorLimit: fc.option(fc.integer({ min: 0, max: 10_000 }).map((share) => share / 100)),
  shadow: fc.integer({ min: 0, max: 100 }),
});

test('the command that a plan shows says the same plan', () => {
  const said = (plan: ReleasePlan) => {
    const [command = ''] = serviceCommands('~/flights', 'ranker', { action: 'start', images: [], modelUri: 'models:/m/3' }, plan);
    const options = parseArguments(command.split(' ').slice(2));
    return [options.command, options.rest, options.workspace, options['model-uri'], releasePlanOf(options)];
  };
  fc.assert(
    fc.property(plans, (plan) => {
      expect(said(plan)).toEqual(['start', ['ranker'], '~/flights', 'models:/m/3', plan]);
    }),
  );
  const green = { strategy: 'blue-green', steps: [], bakeSeconds: 60, errorLimit: null, shadow: 20 } as const;
  expect(said({ ...green, steps: [] })[4]).toEqual(green);
});

test.each([['20,'], ['x'], ['120'], ['20:0'], ['20:1.5'], ['-5'], ['20:5:'], ['20:5:better'], ['20::not-worse'], ['20:5:not-worse:1']])(
  '--steps %s is refused',
  (steps) => {
    expect(() => releasePlanOf(parseArguments(['start', 'ranker', `--steps=${steps}`]))).toThrow();
  },
);

test('a plan of which nothing is said is the one that the service had', () => {
  expect(releasePlanOf(parseArguments(['start', 'ranker']))).toBeNull();
  expect(() => releasePlanOf(parseArguments(['start', 'ranker', '--blue-green', '--steps', '20']))).toThrow();
});
