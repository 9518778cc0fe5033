import { z } from 'zod';

const LicenceModel = z.object({ name: z.string(), version: z.string(), licence: z.string(), text: z.string() });
export type Licence = z.infer<typeof LicenceModel>;

/** @throws where the file is not what the build makes. */
export const parseLicences = (value: unknown): readonly Licence[] => z.array(LicenceModel).parse(value);

/** Those whose name or licence has all the words. */
export function matchLicences(licences: readonly Licence[], query: string): readonly Licence[] {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  return licences.filter(({ name, licence }) => terms.every((term) => `${name} ${licence}`.toLowerCase().includes(term)));
}
