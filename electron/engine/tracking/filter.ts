import { invalid } from './mlflow-error';

export const OPERATORS = ['>=', '<=', '!=', '=', '>', '<', 'LIKE', 'ILIKE', 'IN', 'NOT IN', 'IS NULL', 'IS NOT NULL'] as const;
export type Operator = (typeof OPERATORS)[number];
/** One clause of MLflow's search language: `metrics.loss < 1`, `tags."a b" LIKE 'x%'`, `name = 'x'` (of kind `attribute`). */
export type Clause = { readonly kind: Kind; readonly key: string; readonly is: Operator; readonly value: string | number | readonly string[] };
export type Kind = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';

const KINDS: Readonly<Record<string, Kind>> = {
  metric: 'metric',
  metrics: 'metric',
  parameter: 'param',
  parameters: 'param',
  param: 'param',
  params: 'param',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
};
const ENTITIES = Object.keys(KINDS).join('|');
const QUOTED = '\'[^\']*\'|"[^"]*"';
const NAME = new RegExp(`^\\s*(?:(\`?)(${ENTITIES})\\1\\.)?(\`[^\`]+\`|"[^"]+"|[^\\s=<>!()'"\`]+)`);
const OPERATOR = /^\s*(>=|<=|!=|=|>|<|(?:NOT\s+IN|IN)(?=[\s(])|(?:ILIKE|LIKE)\b|IS\s+NOT\s+NULL\b|IS\s+NULL\b)/i;
const VALUE = new RegExp(`^\\s*(?:(${QUOTED})|([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?))(?=\\s|$)`);
const LIST = new RegExp(`^\\s*\\(\\s*((?:${QUOTED})(?:\\s*,\\s*(?:${QUOTED}))*)\\s*,?\\s*\\)`);
const AND = /^\s+AND\s+/i;

const unquote = (quoted: string): string => quoted.slice(1, -1);
const named = (name: string): string => (/^[`"]/.test(name) ? unquote(name) : name);

/** Clauses that must all hold; MLflow knows no OR. @throws MlflowError */
export function parseFilter(filter: string | null): Clause[] {
  const clauses: Clause[] = [];
  let rest = filter?.trim() ?? '';
  const fail = () => invalid(`Invalid filter '${filter}': not understood from '${rest.trim().slice(0, 60)}' on.`);
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    if (found) rest = rest.slice(found[0].length);
    return found;
  };
  for (;;) {
    if (rest === '') return clauses;
    if (clauses.length > 0 && !take(AND)) throw fail();
    const name = take(NAME);
    const is = operatorOf(take(OPERATOR)?.[1]);
    if (!name || !is) throw fail();
    const clause = { kind: KINDS[name[2] ?? 'attribute'] ?? 'attribute', key: named(name[3] ?? ''), is } as const;
    if (is === 'IS NULL' || is === 'IS NOT NULL') clauses.push({ ...clause, value: '' });
    else if (is === 'IN' || is === 'NOT IN') {
      const list = take(LIST);
      if (!list) throw fail();
      clauses.push({ ...clause, value: [...(list[1] ?? '').matchAll(new RegExp(QUOTED, 'g'))].map(([quoted]) => unquote(quoted)) });
    } else {
      const value = take(VALUE);
      if (!value) throw fail();
      clauses.push({ ...clause, value: value[1] === undefined ? Number(value[2]) : unquote(value[1]) });
    }
  }
}

function operatorOf(written: string | undefined): Operator | undefined {
  const plain = written?.toUpperCase().replaceAll(/\s+/g, ' ');
  return OPERATORS.find((operator) => operator === plain);
}

export type OrderBy = { readonly kind: Kind; readonly key: string; readonly descending: boolean };

/** `metrics.loss DESC`, `name`, `attributes.start_time ASC` */
export function parseOrder(order: string): OrderBy {
  const [, clause = '', way = ''] = /^(.*?)(?:\s+(asc|desc))?\s*$/i.exec(order.trim()) ?? [];
  const name = NAME.exec(clause);
  if (!name || name[0].length !== clause.length) throw invalid(`Invalid order_by clause '${order}'.`);
  return { kind: KINDS[name[2] ?? 'attribute'] ?? 'attribute', key: named(name[3] ?? ''), descending: way.toLowerCase() === 'desc' };
}

/** `%` and `_` of LIKE as a pattern over a whole text. */
export function likePattern(pattern: string, ignoreCase: boolean): RegExp {
  const escaped = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${escaped}$`, ignoreCase ? 'isu' : 'su');
}

/** Whether a text or number that is at hand fits a clause; null is one that is not there. */
export function fits({ is, value }: Clause, actual: string | number | null): boolean {
  if (is === 'IS NULL') return actual === null;
  if (actual === null) return false;
  if (is === 'IS NOT NULL') return true;
  if (is === 'IN' || is === 'NOT IN') return (Array.isArray(value) && value.includes(String(actual))) === (is === 'IN');
  if (is === 'LIKE' || is === 'ILIKE') return likePattern(String(value), is === 'ILIKE').test(String(actual));
  const other = typeof actual === 'number' ? Number(value) : String(value);
  switch (is) {
    case '=':
      return actual === other;
    case '!=':
      return actual !== other;
    case '>':
      return actual > other;
    case '>=':
      return actual >= other;
    case '<':
      return actual < other;
    case '<=':
      return actual <= other;
  }
}
