import { expect, test } from 'vitest';
import { commandText, commandWords } from './command-words';

const words = (text: string) => commandWords(text).words;

test('words end at spaces and lines; what is in quotes is one word, also where it is empty', () => {
  expect(words('  mlserver start {model}\n')).toEqual(['mlserver', 'start', '{model}']);
  expect(words('serve\n--name\n"a name"\n')).toEqual(['serve', '--name', 'a name']);
  expect(words(`run "" 'it is "so"' a"b c"d`)).toEqual(['run', '', 'it is "so"', 'ab cd']);
  expect(words(String.raw`run a\ b "say \"so\" \n" 'no \ way' C:\serve.exe`)).toEqual([
    'run',
    'a b',
    String.raw`say "so" \n`,
    String.raw`no \ way`,
    String.raw`C:\serve.exe`,
  ]);
  expect(words('serve \\\n  --port 1')).toEqual(['serve', '--port', '1']);
  expect(words(' ')).toEqual([]);
});

test('a quote that does not end, and what a shell would read, are no words; in quotes they are', () => {
  expect(commandWords('run "a')).toEqual({ words: null, fault: { kind: 'quote', at: '"' } });
  for (const sign of ['|', '&', ';', '>', '<', '`', '$', '*', '~', '(', '#'])
    expect(commandWords(`run a ${sign} b`)).toEqual({ words: null, fault: { kind: 'shell', at: sign } });
  expect(words(`run '$HOME | * ; rm -rf /'`)).toEqual(['run', '$HOME | * ; rm -rf /']);
});

test('any words become a line that is taken apart into the same words', () => {
  const hard = ['run', '', ' ', 'a b', '"', "'", '\\', 'a\\', '\\"', '$(x)', '{model}', 'line\nend', 'ب', 'a=b', '\\ '];
  expect(words(commandText(hard))).toEqual(hard);
});
