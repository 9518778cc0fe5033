import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeKubeconfigs } from './merge-kubeconfigs';
import { parseKubeconfig } from './parse-kubeconfig';

const name = fc.constantFrom('a', 'b', 'c', 'd', '__proto__');
const entry = fc.record({ name, server: fc.webUrl(), broken: fc.boolean() });
const file = fc.record({ current: fc.constantFrom('', 'a', 'b'), clusters: fc.uniqueArray(entry, { selector: (item) => item.name }) });

const parse = (input: { current: string; clusters: readonly { name: string; server: string; broken: boolean }[] }, index: number) =>
  parseKubeconfig(
    Buffer.from(
      JSON.stringify({
        'current-context': input.current,
        clusters: input.clusters.map((item) => ({ name: item.name, cluster: { server: item.broken ? 7 : item.server } })),
      }),
    ),
    `/f${index}`,
    `f${index}`,
  );

test('the first file that sets an entry of a name sets all of it, broken or not', () => {
  fc.assert(
    fc.property(fc.array(file, { maxLength: 5 }), (inputs) => {
      const files = inputs.map(parse);
      const merged = mergeKubeconfigs(files);
      const names = new Set(inputs.flatMap((input) => input.clusters.map((item) => item.name)));
      expect(new Set(merged.clusters.keys())).toEqual(names);
      for (const each of names) expect(merged.clusters.get(each)).toBe(files.find((config) => config.clusters.has(each))?.clusters.get(each));
      expect(merged.currentContext).toBe(inputs.find((input) => input.current !== '')?.current ?? '');
    }),
  );
});

test('merging one by one comes to the same as merging all at once', () => {
  fc.assert(
    fc.property(fc.array(file, { maxLength: 5 }), (inputs) => {
      const files = inputs.map(parse);
      const step = files.reduce((merged, next) => mergeKubeconfigs([merged, next]), mergeKubeconfigs([]));
      expect(mergeKubeconfigs(files)).toEqual(step);
    }),
  );
});
