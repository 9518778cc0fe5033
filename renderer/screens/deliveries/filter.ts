import type { DeliveryRow } from '../../data/delivery-row';

/** What a filter box says: plain texts that all have to occur, and tokens `field:a,b`, each with a `-` for its opposite. */
export type Filter = { readonly terms: readonly Term[] };
type Term = { readonly field: Field | 'text'; readonly values: readonly string[]; readonly not: boolean };

const FIELDS = {
  engine: 'engine',
  strategy: 'strategy',
  owner: 'owner',
  state: 'state',
  ns: 'namespace',
  namespace: 'namespace',
  connection: 'connection',
  name: 'name',
  image: 'image',
  reason: 'reason',
} as const;
type Field = (typeof FIELDS)[keyof typeof FIELDS];
/** For the hint below the box. */
export const FILTER_TOKENS = ['state:', 'ns:', 'connection:', 'image:'] as const;

const TOKEN = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S*))/giu;

/** Reads the text of the filter box. Never fails: what is no token is plain text. */
export function parseFilter(text: string): Filter {
  const terms: Term[] = [];
  for (const [, minus, name, quoted, plain] of text.matchAll(TOKEN)) {
    const field = fieldOf(name);
    const said = quoted ?? plain ?? '';
    const value = (name !== undefined && field === undefined ? `${name}:${said}` : said).toLowerCase();
    if (value === '') continue;
    const values = field && quoted === undefined ? value.split(',').filter(Boolean) : [value];
    if (values.length > 0) terms.push({ field: field ?? 'text', values, not: minus === '-' });
  }
  return { terms };
}

function fieldOf(name: string | undefined): Field | undefined {
  const key = name?.toLowerCase();
  return Object.entries(FIELDS).find(([token]) => token === key)?.[1];
}

export type Narrowing = {
  readonly filter: Filter;
  /** Empty: any. */
  readonly states: readonly string[];
  readonly connections: readonly string[];
  /** What people call the connections, by id. */
  readonly names: ReadonlyMap<string, string>;
};

/** Makes the question that each row is asked. */
export function matcher({ filter, states, connections, names }: Narrowing): (row: DeliveryRow) => boolean {
  const someState = states.length > 0 ? new Set(states) : null;
  const someConnection = connections.length > 0 ? new Set(connections) : null;
  const lowerNames = new Map([...names].map(([id, name]) => [id, name.toLowerCase()]));
  const nameOf = (row: DeliveryRow) => lowerNames.get(row.connection) ?? row.connection;
  return (row) => {
    if (someState && !someState.has(row.state)) return false;
    if (someConnection && !someConnection.has(row.connection)) return false;
    return filter.terms.every(({ field, values, not }) => values.some((value) => holds(row, field, value, nameOf)) !== not);
  };
}

function holds(row: DeliveryRow, field: Term['field'], value: string, nameOf: (row: DeliveryRow) => string): boolean {
  switch (field) {
    case 'state':
      return row.state.startsWith(value);
    case 'engine':
      return row.engine.includes(value);
    case 'strategy':
      return row.strategy?.includes(value) ?? false;
    case 'owner':
      return row.owner !== null && (row.owner.tool.includes(value) || row.owner.name.toLowerCase().includes(value));
    case 'namespace':
      return row.namespace.includes(value);
    case 'connection':
      return row.connection === value || nameOf(row).includes(value);
    case 'name':
      return row.name.includes(value);
    case 'image':
      return row.images.some((image) => image.toLowerCase().includes(value));
    case 'reason':
      return row.reason.includes(value);
    case 'text':
      return (
        row.name.includes(value) ||
        row.namespace.includes(value) ||
        nameOf(row).includes(value) ||
        row.images.some((image) => image.toLowerCase().includes(value)) ||
        (row.message?.toLowerCase().includes(value) ?? false)
      );
  }
}
