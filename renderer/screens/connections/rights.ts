import type { Right } from '../../../shared/models/connection';

/** All that may, or may not, be done with one resource. */
export type ResourceRights = { readonly resource: string; readonly group: string; readonly rights: readonly Right[] };

/** The order in which people think of them; others follow as they come. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const place = (verb: string) => {
  const at = VERBS.indexOf(verb);
  return at < 0 ? VERBS.length : at;
};

export function groupRights(rights: readonly Right[]): readonly ResourceRights[] {
  const groups = new Map<string, { resource: string; group: string; rights: Right[] }>();
  for (const right of rights) {
    const key = `${right.group}/${right.resource}`;
    const known = groups.get(key);
    if (known) known.rights.push(right);
    else groups.set(key, { resource: right.resource, group: right.group, rights: [right] });
  }
  return [...groups.values()].map((each) => ({ ...each, rights: each.rights.toSorted((a, b) => place(a.verb) - place(b.verb)) }));
}
