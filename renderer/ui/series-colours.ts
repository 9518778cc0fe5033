/** Lines that stand beside each other, told apart by colour, and after the last colour by their dashes. Each reads on light and on dark. */
const COLOURS = ['var(--accent)', 'var(--cand)', '#0f8a7e', '#c4661f', 'var(--stable)', '#c2417c', '#7d8b1a', '#2e9bd6', '#a0522d', '#6a6fd1'] as const;

export type SeriesLook = { readonly colour: string; readonly dashed: boolean };
export const seriesLook = (index: number): SeriesLook => ({
  colour: COLOURS[index % COLOURS.length] ?? 'var(--accent)',
  dashed: Math.floor(index / COLOURS.length) % 2 === 1,
});
