import { isFields, type Fields } from '../../backend/lib/read-fields';
import { invalid } from './mlflow-error';

export type { Fields };

/** MLflow's limits. */
const KEY_MAX = 250;
const VALUE_MAX = { param: 6_000, tag: 8_000 } as const;

const isAbsent = (value: unknown): boolean => value === undefined || value === null;
const wrong = (name: string, value: unknown, type: string) =>
  invalid(`Invalid value ${JSON.stringify(value) ?? ''} for parameter '${name}' supplied: it is no ${type}.`);

export function optionalText(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (isAbsent(value)) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value); // ids of experiments, from clients that are not MLflow's own
  throw wrong(name, value, 'string');
}

export function text(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === null || value === '') throw invalid(`Missing value for required parameter '${name}'.`);
  return value;
}

/** Whole numbers come as numbers from MLflow's clients, as text in an address and from other writers of protocol buffers. */
export function optionalInteger(fields: Fields, name: string): number | null {
  const value = fields[name];
  if (isAbsent(value) || value === '') return null;
  const whole = typeof value === 'string' ? Number(value) : value;
  if (typeof whole !== 'number' || !Number.isSafeInteger(whole)) throw wrong(name, value, 'whole number');
  return whole;
}

export function integer(fields: Fields, name: string): number {
  const value = optionalInteger(fields, name);
  if (value === null) throw invalid(`Missing value for required parameter '${name}'.`);
  return value;
}

/** Any number there is, NaN and the infinite ones as their names. */
export function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (isAbsent(value)) throw invalid(`Missing value for required parameter '${name}'.`);
  throw wrong(name, value, 'number');
}

/** One is a list of one: in an address they look the same. */
export function texts(fields: Fields, name: string): string[] {
  const value = fields[name];
  if (isAbsent(value)) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'number') return String(item);
    throw wrong(name, item, 'string');
  });
}

export function objects(fields: Fields, name: string): Fields[] {
  const value = fields[name];
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) throw wrong(name, value, 'list');
  const list: readonly unknown[] = value;
  return list.map((item) => {
    if (isFields(item)) return item;
    throw wrong(name, item, 'object');
  });
}

export function object(fields: Fields, name: string): Fields {
  const value = fields[name];
  if (isFields(value)) return value;
  throw wrong(name, value, 'object');
}

/** The name of a metric, parameter or tag. */
export function key(fields: Fields, name = 'key'): string {
  const value = text(fields, name);
  if (value.length > KEY_MAX) throw invalid(`'${value.slice(0, 40)}…' exceeds the maximum length of ${KEY_MAX} characters`);
  if (/\p{Cc}/u.test(value)) throw invalid(`Invalid value ${JSON.stringify(value)} for parameter '${name}': it has control characters.`);
  return value;
}

export function valueOf(kind: keyof typeof VALUE_MAX, fields: Fields): string {
  const value = optionalText(fields, 'value') ?? '';
  if (value.length > VALUE_MAX[kind]) throw invalid(`'value' exceeds the maximum length of ${VALUE_MAX[kind]} characters`);
  return value;
}

/** `[{key, value}, …]` */
export const pairs = (kind: keyof typeof VALUE_MAX, list: readonly Fields[]): Record<string, string> =>
  Object.fromEntries(list.map((item) => [key(item), valueOf(kind, item)]));

const NUMBER_NAMES = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;

/** A body of JSON. Python writes NaN and Infinity as they are, which is no JSON: they are taken for what they mean. */
export function parseBody(body: string): Fields {
  if (body.trim() === '') return {};
  const value = parseJson(body);
  if (isFields(value)) return value;
  throw invalid('The body is no JSON object.');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    try {
      return JSON.parse(body.replaceAll(NUMBER_NAMES, (found) => (found.startsWith('"') ? found : `"${found}"`)));
    } catch {
      throw invalid('The body is no JSON.');
    }
  }
}

/** Of an address: a name that comes twice is a list. */
export function fieldsOfQuery(query: URLSearchParams): Fields {
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    fields[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return fields;
}
