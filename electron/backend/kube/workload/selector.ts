import { z } from 'zod';

const OPERATORS = { In: 'in', NotIn: 'notin', Exists: '', DoesNotExist: '!' } as const;
const Expression = z.object({ key: z.string().min(1), operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']), values: z.array(z.string()).nullish() });
const LabelSelector = z.object({ matchLabels: z.record(z.string(), z.string()).nullish(), matchExpressions: z.array(Expression).nullish() });

/** A label selector in the notation of a query; null where it cannot be read, or selects everything. */
export function selectorText(selector: unknown): string | null {
  const parsed = LabelSelector.safeParse(selector);
  if (!parsed.success) return null;
  const equal = Object.entries(parsed.data.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const others = (parsed.data.matchExpressions ?? []).map(({ key, operator, values }) => {
    if (operator === 'Exists' || operator === 'DoesNotExist') return `${OPERATORS[operator]}${key}`;
    return `${key} ${OPERATORS[operator]} (${(values ?? []).join(',')})`;
  });
  return [...equal, ...others].join(',') || null;
}
