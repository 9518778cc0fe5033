import type { ToldRows, ToldTensor } from './told-rows';

/** Wider rows are one column, a list; so it is where payloads are made rows. */
const WIDTH_MAX = 256;

/** Where the values of a column are in a request: every `width`-th of a tensor, from `offset` on. Null width: all of a row, told by their number. */
export type ColumnPlace = { readonly tensor: number; readonly offset: number; readonly width: number; readonly isList: boolean };

/** How requests of this shape are laid out: of equal ones the columns lie at the same places. */
export const layoutOf = ({ rows, inputs, outputs }: ToldRows): string => {
  let text = '';
  for (const { name, datatype, values } of inputs) text += `${name}\n${datatype} ${values.length / rows}\n`;
  text += '\n';
  for (const { name, datatype, values } of outputs) text += `${name}\n${datatype} ${values.length / rows}\n`;
  return text;
};

/** Columns by their names, as rows of payloads have them: an output that is called as an input is `out.<name>`. */
export function columnPlaces({ rows, inputs, outputs }: ToldRows): ReadonlyMap<string, ColumnPlace> {
  const places = new Map<string, ColumnPlace>();
  const taken = new Set<string>();
  const free = (name: string) => {
    const base = name.toWellFormed().replaceAll('\0', '\u{fffd}') || '?';
    let own = base;
    for (let n = 2; taken.has(own.toLowerCase()); n++) own = `${base}~${n}`;
    taken.add(own.toLowerCase());
    return own;
  };
  const spread = (tensors: readonly ToldTensor[], first: number, named: (name: string) => string) => {
    for (const [at, { name, values }] of tensors.entries()) {
      const width = values.length / rows;
      if (!Number.isSafeInteger(width) || width === 0) continue; // nobody can say which value is whose
      const tensor = first + at;
      if (width > WIDTH_MAX) places.set(free(named(name)), { tensor, offset: 0, width, isList: true });
      else
        for (let offset = 0; offset < width; offset++)
          places.set(free(named(width === 1 ? name : `${name}[${offset}]`)), { tensor, offset, width, isList: false });
    }
  };
  spread(inputs, 0, (name) => name);
  spread(outputs, inputs.length, (name) => (taken.has(name.toLowerCase()) ? `out.${name}` : name));
  return places;
}
