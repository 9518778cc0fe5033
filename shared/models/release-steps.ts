import { ReleasePlan, type ReleaseStep } from './service';

const CONDITION = 'not-worse' satisfies NonNullable<ReleaseStep['condition']>;
const NUMBER = /^\d{1,9}(\.\d{1,4})?$/;
const numberOf = (text: string): number => (NUMBER.test(text) ? Number(text) : Number.NaN);

/** A step as it is typed: `20` until somebody goes on, `50:600` for ten minutes, `50:600:not-worse` no further while the candidate is worse. */
export const stepText = ({ weight, seconds, condition }: ReleaseStep): string =>
  [weight, ...(seconds === null ? [] : [seconds]), ...(condition === undefined ? [] : [condition])].join(':');

/** Steps that were typed, one each; null where one of them is none. */
export function readSteps(texts: readonly string[]): ReleaseStep[] | null {
  const steps = texts.map((text) => {
    const [weight = '', seconds, condition, ...more] = text.split(':');
    if (more.length > 0 || (condition !== undefined && condition !== CONDITION)) return null;
    return {
      weight: numberOf(weight),
      seconds: seconds === undefined ? null : numberOf(seconds),
      ...(condition !== undefined && { condition }),
    };
  });
  return ReleasePlan.shape.steps.safeParse(steps).data ?? null;
}
