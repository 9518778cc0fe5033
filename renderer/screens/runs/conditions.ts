import { RunCondition } from '../../../shared/api/runs';

export const NUMBER_SIGNS = ['<', '<=', '=', '!=', '>=', '>'] as const;
export const TEXT_SIGNS = ['=', '!=', 'like'] as const;
/** Conditions that are chosen one by one; text and states have places of their own. */
export type KeyCondition = Extract<RunCondition, { readonly on: 'metric' | 'param' | 'tag' }>;
const PLACES = { metric: 'metrics', param: 'params', tag: 'tags' } as const;

const plain = /^[\p{L}\p{N}_./-]+$/u;
const keyText = (key: string) => (plain.test(key) ? key : `\`${key.replaceAll('`', '\\`')}\``);
const valueText = (value: string | number) => (typeof value === 'number' ? String(value) : `"${value.replaceAll(/["\\]/g, '\\$&')}"`);

/** A condition as MLflow's search has it: `metrics.loss < 0.3`. */
export const conditionText = ({ on, key, is, value }: KeyCondition): string => `${PLACES[on]}.${keyText(key)} ${is} ${valueText(value)}`;
export const conditionsText = (conditions: readonly KeyCondition[]): string => conditions.map(conditionText).join(' and ');

const PART =
  /^\s*(metrics?|params?|tags?)\.(?:`((?:[^`\\]|\\`)*)`|([\p{L}\p{N}_./-]+))\s*(<=|>=|!=|<|>|=|like(?=\s))\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+))\s*/iu;
const AND = /^and\s+/i;

/** Reads what `conditionsText` wrote, or what a person typed. Null where it is no list of conditions. */
export function parseConditions(text: string): readonly KeyCondition[] | null {
  const found: KeyCondition[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = PART.exec(rest);
    if (!match) return null;
    const [whole, place = '', quotedKey, plainKey, is = '', doubly, singly, bare] = match;
    const on = place.toLowerCase().startsWith('m') ? 'metric' : place.toLowerCase().startsWith('p') ? 'param' : 'tag';
    const key = quotedKey?.replaceAll('\\`', '`') ?? plainKey;
    const said = doubly?.replaceAll(/\\(.)/g, '$1') ?? singly ?? bare ?? '';
    const value = on === 'metric' ? Number(said) : said;
    const condition = RunCondition.safeParse({ on, key, is: is.toLowerCase(), value });
    if (!condition.success || condition.data.on === 'text' || condition.data.on === 'state') return null;
    found.push(condition.data);
    rest = rest.slice(whole.length);
    if (rest === '') break;
    if (!AND.test(rest)) return null;
    rest = rest.replace(AND, '');
  }
  return found;
}
