import { type Connection, ConnectionOptions, NamespaceName } from '../../../shared/models/connection';
import { splitNames } from './rows';

/** The fields that are typed, as they stand in the form. */
export type Typed = { readonly name: string; readonly environment: string; readonly site: string; readonly region: string; readonly namespaces: string };
export type Fault = { readonly field: keyof Typed; readonly value: string };

export const typedOf = ({ name, labels, namespaces }: Connection): Typed => ({ name, ...labels, namespaces: (namespaces ?? []).join(', ') });

/** The first thing that is wrong with each field. */
export function faultsOf({ name, environment, site, region, namespaces }: Typed): readonly Fault[] {
  const faults: Fault[] = [];
  if (!ConnectionOptions.shape.name.safeParse(name).success) faults.push({ field: 'name', value: name });
  const label = ConnectionOptions.shape.labels.shape.site;
  for (const [field, value] of Object.entries({ environment, site, region } as const)) {
    if (!label.safeParse(value).success && (field === 'environment' || field === 'site' || field === 'region')) faults.push({ field, value });
  }
  const wrong = splitNames(namespaces).find((each) => !NamespaceName.safeParse(each).success);
  if (wrong !== undefined) faults.push({ field: 'namespaces', value: wrong });
  return faults;
}

/** What the form asks to be kept. No namespaces: all that may be listed. */
export function optionsOf({ name, environment, site, region, namespaces }: Typed): Pick<ConnectionOptions, 'name' | 'labels' | 'namespaces'> {
  const names = splitNames(namespaces);
  return {
    name: name.trim(),
    labels: { environment: environment.trim(), site: site.trim(), region: region.trim() },
    namespaces: names.length > 0 ? [...names] : null,
  };
}
