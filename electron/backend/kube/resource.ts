/** A collection of objects as the API names it. */
export type Resource = { readonly group: string; readonly version: string; readonly resource: string };

/** The path of a collection: of one namespace, or of the whole cluster (null). */
export function collectionPath({ group, version, resource }: Resource, namespace: string | null): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === null ? `${root}/${resource}` : `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}

/** Which objects of a collection are meant, in the API's own notation; the server picks them. */
export type Selection = { readonly labels?: string; readonly fields?: string };

export const selectionQuery = ({ labels, fields }: Selection = {}): Record<string, string> => ({
  ...(labels && { labelSelector: labels }),
  ...(fields && { fieldSelector: fields }),
});
