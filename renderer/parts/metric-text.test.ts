import { expect, it } from 'vitest';
import { axisText, deltaText, metricText } from './metric-text';

const intl = { formatNumber: (value: number | bigint, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat('en', options).format(value) };

it('a metric has five digits, and its power of ten where it is very large or small', () => {
  expect([0.123456789, 1_234.5, 10_000, 0.0000123, 2.5e9, 0, -0.5].map((value) => metricText(intl, value))).toEqual([
    '0.12346',
    '1,234.5',
    '10,000',
    '1.23E-5',
    '2.5E9',
    '0',
    '-0.5',
  ]);
});

it('what is not finite is said, not hidden', () => {
  expect((['NaN', 'Infinity', '-Infinity'] as const).map((value) => metricText(intl, value))).toEqual(['NaN', '∞', '−∞']);
});

it('an axis has little room', () => {
  expect([0, 0.0006, 0.3, 1.8, 5_000, 20_600].map((value) => axisText(intl, value))).toEqual(['0', '6E-4', '0.3', '1.8', '5,000', '20.6k']);
});

it('an axis has as many digits as tell its places apart', () => {
  const places = (ticks: readonly number[], step: number) => ticks.map((value) => axisText(intl, value, step));
  expect(places([0.9975, 1], 0.0025)).toEqual(['0.9975', '1.0000']);
  expect(places([20_600, 20_700], 100)).toEqual(['20.6k', '20.7k']);
  expect(places([1_002_000, 1_004_000], 2_000)).toEqual(['1.002M', '1.004M']);
  expect(places([0.00012, 0.000125], 0.000005)).toEqual(['1.2E-4', '1.25E-4']);
  expect(places([-0.5, 0, 0.5], 0.5)).toEqual(['-0.5', '0.0', '0.5']);
  expect(places([0, 0.01, 0.02], 0.01)).toEqual(['0.00', '0.01', '0.02']);
  expect(places([0.25, 0.5, 0.75], 0.25)).toEqual(['0.25', '0.50', '0.75']);
});

it('a difference has its sign, and takes no more room where it is small', () => {
  expect([0, 23.71, -0.005793, 0.0000098, -2.5e9].map((value) => deltaText(intl, value))).toEqual(['0', '+23.7', '-0.00579', '+9.8E-6', '-2.5E9']);
});
