import type { ActionRequest, Check } from '../../../../../shared/models/action';
import type { ArmsDrift } from '../../../../../shared/models/arms-drift';
import type { EntityKey } from '../../../../../shared/models/entity';
import { failure, failureOf } from '../../../../../shared/models/failure';
import { check } from '../../../lib/check';
import type { BetweenArms } from './between-arms';

/** Drift warns and asks for a reason; what is open is not known, and asks as well. */
const OUTCOMES = { drifted: 'warn', insufficient: 'unknown', 'not-drifted': 'pass' } as const;
const WORST = ['drifted', 'insufficient', 'not-drifted'] as const;
/** A plan waits no longer for logs of other systems: what is not known by then is open. */
const WITHIN_MS = 8_000;

/** What gives a candidate more. */
const GIVES: readonly ActionRequest['action'][] = ['promote', 'promote-full'];

/** What the monitors of a delivery say of a candidate that is to get more. Nothing where it has none. */
export async function driftChecks(
  between: Pick<BetweenArms, 'of'>,
  delivery: EntityKey,
  { action }: ActionRequest,
  signal: AbortSignal,
  withinMs = WITHIN_MS,
): Promise<Check[]> {
  if (!GIVES.includes(action) || delivery.kind !== 'delivery') return [];
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'slow'>((resolve) => (timer = setTimeout(() => resolve('slow'), withinMs)));
  try {
    const told = await Promise.race([between.of(delivery, signal), tooLong]);
    if (told === 'slow') return [check('drift-compared', 'unknown', { open: 'slow' }, failure('limited', { values: { seconds: String(withinMs / 1_000) } }))];
    return told ? checkOf(told) : [];
  } catch (error) {
    if (signal.aborted) throw error;
    return [check('drift-compared', 'unknown', {}, failureOf(error))]; // whoever goes on is not held up by what only tells about it
  } finally {
    clearTimeout(timer);
  }
}

/** Pure: one check of all monitors; the worst of them is named with its numbers. */
export function checkOf(told: readonly ArmsDrift[]): Check[] {
  const [worst] = told.toSorted((a, b) => WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict) || ratioOf(b) - ratioOf(a));
  return worst ? [check('drift-compared', OUTCOMES[worst.verdict], valuesOf(worst, told.length), worst.failure)] : [];
}

const furthestOf = ({ sides }: ArmsDrift) => sides.flatMap(({ furthest }) => furthest ?? []).toSorted((a, b) => b.ratio - a.ratio)[0];
const ratioOf = (told: ArmsDrift): number => furthestOf(told)?.ratio ?? 0;

const DIGITS = 3;
const figure = (value: number): string => String(Number(value.toPrecision(DIGITS)));

function valuesOf(told: ArmsDrift, monitors: number): Check['values'] {
  const { name, version, open, since, rows, sides } = told;
  const furthest = furthestOf(told);
  return {
    monitor: `${name} v${version}`,
    ...(monitors > 1 && { monitors: String(monitors) }),
    ...(open !== null && { open }),
    ...(furthest && {
      column: furthest.column,
      measure: furthest.measure ?? furthest.aspect,
      value: figure(furthest.value),
      threshold: figure(furthest.threshold),
    }),
    ...Object.fromEntries(sides.map(({ role, verdict }) => [role === 'input' ? 'inputs' : 'predictions', verdict])),
    stable: String(rows.stable),
    candidate: String(rows.candidate),
    since: new Date(since).toISOString(),
  };
}
