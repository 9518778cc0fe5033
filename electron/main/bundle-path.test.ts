import * as fc from 'fast-check';
import { sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isOwnPage, resolveBundlePath } from './bundle-path';

const folder = `${sep}opt${sep}app${sep}renderer`;

describe('resolveBundlePath', () => {
  test.each([
    ['app://pilothouse/', `${folder}/index.html`],
    ['app://pilothouse/?a=1#/deliveries', `${folder}/index.html`],
    ['app://pilothouse/assets/index-abc.js', `${folder}/assets/index-abc.js`],
    ['app://pilothouse/fonts/Inter%20Variable.woff2', `${folder}/fonts/Inter Variable.woff2`],
    ['app://pilothouse/a/./b.js', `${folder}/a/b.js`],
    // The URL parser itself takes these climbs away, so they end inside.
    ['app://pilothouse/../../etc/passwd', `${folder}/etc/passwd`],
    ['app://pilothouse/%2e%2e/%2E%2e/etc/passwd', `${folder}/etc/passwd`],
  ])('%s names a file of the bundle', (address, expected) => {
    expect(resolveBundlePath(address, folder)).toBe(expected);
  });

  test.each([
    'app://pilothouse/..%2f..%2fetc/passwd',
    'app://pilothouse/%2e%2e%2fsecret',
    'app://pilothouse/a%2f..%2f..%2f..%2fsecret',
    'app://pilothouse/..%5c..%5cwindows',
    'app://pilothouse/a\\..\\..\\b',
    'app://pilothouse/%252e%252e%252fsecret',
    'app://pilothouse/index.html%00.js',
    'app://pilothouse/%',
    'app://pilothouse/%ff',
    'app://pilothouse/C:/windows',
    'app://pilothouse/index.html::$DATA',
    'app://pilothouse//etc/../../../passwd%2f..%2f..',
    'app://other/index.html',
    'app://pilothouse.evil/index.html',
    'app://pilothouse:81/index.html',
    'app://user@pilothouse/index.html',
    'file:///etc/passwd',
    'https://pilothouse/index.html',
    'not an address',
    '',
  ])('%s names nothing', (address) => {
    expect(resolveBundlePath(address, folder)).toBeNull();
  });

  test('no address at all leaves the folder', () => {
    const piece = fc.oneof(fc.constantFrom('..', '.', '%2e', '%2E%2e', '%2f', '/', '\\', '%5c', '%00', '%252e', ':', '//', '~', 'a', '%c0%ae'), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = resolveBundlePath(`app://pilothouse/${pieces.join('')}`, folder);
        expect(file === null || (file.startsWith(folder + sep) && !file.split(sep).includes('..'))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('isOwnPage', () => {
  test.each([
    ['app://pilothouse/', true],
    ['app://pilothouse/#/deliveries?ns=a', true],
    ['app://pilothouse/index.html?x', true],
    ['app://pilothouse/crashed.html', false],
    ['app://pilothouse.evil/', false],
    ['app://evil/', false],
    ['https://pilothouse/', false],
    ['data:text/html,app://pilothouse/', false],
    ['about:blank', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isOwnPage(address, 'app://pilothouse')).toBe(expected);
  });
});
