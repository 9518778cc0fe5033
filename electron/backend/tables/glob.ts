/** Whether a path matches a glob, part by part: `*` and `?` within a name, `[ab]`, and `**` for any folders. Linear in each name. */
export function matchesGlob(glob: string, path: string): boolean {
  return matchParts(glob.split('/'), path.split('/'));
}

export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/** The folder below which all matches lie; empty where that is the workspace itself. */
export const globBase = (glob: string): string => {
  const parts = glob.split('/');
  const first = parts.findIndex(isGlob);
  return parts.slice(0, first < 0 ? -1 : first).join('/');
};

function matchParts(glob: readonly string[], path: readonly string[]): boolean {
  const [head, ...rest] = glob;
  if (head === undefined) return path.length === 0;
  if (head === '**') return matchParts(rest, path) || (path.length > 0 && matchParts(rest[0] === '**' ? rest : glob, path.slice(1)));
  return path[0] !== undefined && matchName(tokens(head), [...path[0]]) && matchParts(rest, path.slice(1));
}

type Token = '*' | ((character: string) => boolean);

function tokens(name: string): Token[] {
  const found: Token[] = [];
  const characters = [...name];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at];
    const end = character === '[' ? characters.indexOf(']', at + 2) : -1;
    if (character === '*') {
      if (found.at(-1) !== '*') found.push('*');
    } else if (character === '?') {
      found.push(() => true);
    } else if (end > 0) {
      found.push(oneOf(characters.slice(at + 1, end)));
      at = end;
    } else {
      found.push((other) => other === character);
    }
  }
  return found;
}

function oneOf(set: readonly string[]): (character: string) => boolean {
  const isNegated = set[0] === '!' || set[0] === '^';
  const ranges: (readonly [string, string])[] = [];
  for (let rest = isNegated ? set.slice(1) : set; ; ) {
    const [from, dash, to] = rest;
    if (from === undefined) return (character) => ranges.some(([first, last]) => first <= character && character <= last) !== isNegated;
    const isRange = dash === '-' && to !== undefined;
    ranges.push([from, isRange ? to : from]);
    rest = rest.slice(isRange ? 3 : 1);
  }
}

/** Goes back to the last star alone, which is enough: no part of a name is looked at more often than there are letters after a star. */
function matchName(glob: readonly Token[], name: readonly string[]): boolean {
  let [token, letter, star, from] = [0, 0, -1, 0];
  while (letter < name.length) {
    const wanted = glob[token];
    const character = name[letter] ?? '';
    if (wanted === '*') {
      star = token++;
      from = letter;
    } else if (wanted?.(character)) {
      token += 1;
      letter += 1;
    } else if (star >= 0) {
      token = star + 1;
      letter = ++from;
    } else return false;
  }
  return glob.slice(token).every((left) => left === '*');
}
