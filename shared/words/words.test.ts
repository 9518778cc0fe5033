import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import { words } from './all-words';
import type { WordId } from './words';

/** What a message needs to be told, and the plural forms that it has, at any depth. */
function anatomy(elements: readonly MessageFormatElement[], found = { values: new Set<string>(), plurals: [] as string[][] }) {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    found.values.add(element.value);
    if (element.type === TYPE.plural) found.plurals.push(Object.keys(element.options).filter((form) => !form.startsWith('=')));
    if (element.type === TYPE.plural || element.type === TYPE.select) for (const { value } of Object.values(element.options)) anatomy(value, found);
    if (element.type === TYPE.tag) anatomy(element.children, found);
  }
  return found;
}

const ids = Object.keys(words.en) as WordId[];

test('every text is a well-formed message that asks for the same values in every language', () => {
  const values = (message: string) => [...anatomy(parse(message)).values].toSorted().join();
  expect(ids.filter((id) => values(words.en[id]) !== values(words.ar[id]))).toEqual([]);
});

test('every plural has the forms of its language: two in English, six in Arabic', () => {
  const wrong = ids.flatMap((id) => {
    const [en, ar] = [anatomy(parse(words.en[id])).plurals, anatomy(parse(words.ar[id])).plurals];
    const enFine = en.every((forms) => forms.toSorted().join() === 'one,other');
    const arFine = ar.every((forms) => forms.toSorted().join() === 'few,many,one,other,two,zero');
    return enFine && arFine ? [] : [id];
  });
  expect(wrong).toEqual([]);
});

test('nothing is left untranslated but names', () => {
  const prose = (message: string) => message.replaceAll(/\{[^}]*\}|Pilothouse|Kubernetes|kubeconfig/g, '').trim();
  expect(ids.filter((id) => words.en[id] === words.ar[id] && /[a-z]{3}.*\s|\s.*[a-z]{3}/i.test(prose(words.en[id])))).toEqual([]);
});

test('texts are in sentence case and carry no exclamation', () => {
  expect(ids.filter((id) => words.en[id].includes('!'))).toEqual([]);
});
