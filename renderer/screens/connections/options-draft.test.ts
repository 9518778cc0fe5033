import { expect, test } from 'vitest';
import { faultsOf, optionsOf, type Typed } from './options-draft';

const typed = (more: Partial<Typed> = {}): Typed => ({ name: 'ae-prod', environment: '', site: '', region: '', namespaces: '', ...more });

test('no namespaces typed means all that may be listed', () => {
  expect(optionsOf(typed({ namespaces: ' , ' })).namespaces).toBeNull();
  expect(optionsOf(typed({ namespaces: 'fraud, ads' })).namespaces).toEqual(['fraud', 'ads']);
});

test('what is typed is kept without the spaces round it', () => {
  expect(optionsOf(typed({ name: ' ae ', site: ' AUH ' }))).toMatchObject({ name: 'ae', labels: { environment: '', site: 'AUH', region: '' } });
});

test('each fault names its field, and of namespaces the one that is wrong', () => {
  expect(faultsOf(typed({ name: '  ', region: 'x'.repeat(61), namespaces: 'fraud Ads' }))).toEqual([
    { field: 'name', value: '  ' },
    { field: 'region', value: 'x'.repeat(61) },
    { field: 'namespaces', value: 'Ads' },
  ]);
  expect(faultsOf(typed())).toEqual([]);
});
