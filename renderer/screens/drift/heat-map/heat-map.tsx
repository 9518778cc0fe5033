import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { paletteOf } from '../../../ui/canvas-palette';
import { useInterface } from '../../../ui/ui-provider';
import { useWidth } from '../../../ui/use-width';
import { useWords } from '../../../ui/use-words';
import { VisuallyHidden } from '../../../ui/visually-hidden';
import { HeatAxis } from './heat-axis';
import { type HeatCell, type HeatGrid, movedCell } from './heat-grid';
import { cellAt, heatLayout, scrolledTo } from './heat-layout';
import { HeatTip } from './heat-tip';
import styles from './heat-map.module.css';
import { hatchOf, paintHeatMap } from './paint-heat-map';

export type HeatMapProps = {
  readonly grid: HeatGrid;
  readonly label: string;
  /** Letters of the longest name, of all maps that stand below each other. */
  readonly longest: number;
  readonly chosen: HeatCell | null;
  /** Where keys begin, as long as nothing is chosen. */
  readonly start: HeatCell | null;
  readonly onChoose: (cell: HeatCell) => void;
  /** One cell as a sentence: feature, window, how far over its threshold. */
  readonly sentence: (cell: HeatCell) => string;
  /** A window in the few letters of an axis. */
  readonly nameWindow: (window: number) => string;
};

const isSame = (one: HeatCell, other: HeatCell) => one.feature === other.feature && one.window === other.window;
type Pointed = { readonly cell: HeatCell; readonly clientX: number; readonly clientY: number };

/** Every feature in every window, of which those in sight are drawn. Arrows walk it, W goes to the worst; all it shows is in its table too. */
export function HeatMap({ grid, label, longest, chosen, start, onChoose, sentence, nameWindow }: HeatMapProps) {
  const say = useWords();
  const said = useId();
  const { theme, scheme } = useInterface();
  const place = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(place);
  const layout = useMemo(() => heatLayout({ width, features: grid.features.length, windows: grid.windows.length, longest }), [width, grid, longest]);
  const [pointed, setPointed] = useState<Pointed | null>(null);

  const draw = useCallback(() => {
    const [own, view] = [canvas.current, scroller.current];
    const context = own?.getContext('2d');
    if (!own || !view || !context || layout.width === 0) return;
    const ratio = window.devicePixelRatio;
    const [wide, high] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
    if (own.width !== wide || own.height !== high) [own.width, own.height] = [wide, high];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const palette = paletteOf({ theme, scheme });
    paintHeatMap(context, { grid, layout, scrolled: view.scrollTop, chosen, pointed: pointed?.cell ?? null, palette, hatch: hatchOf(palette) });
    own.dataset['cells'] = String(grid.ratios.length);
  }, [grid, layout, chosen, pointed, theme, scheme]);

  // Before the drawing, so that what is chosen is in sight at once.
  useLayoutEffect(() => {
    const view = scroller.current;
    if (view && chosen && layout.width > 0) view.scrollTop = scrolledTo(layout, view.scrollTop, chosen.feature);
  }, [chosen, layout]);
  useLayoutEffect(draw, [draw]);
  useEffect(() => {
    void document.fonts.ready.then(draw);
  }, [draw]);

  const cellOf = (event: PointerEvent<HTMLElement>): HeatCell | null => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return cellAt(layout, scroller.current?.scrollTop ?? 0, event.clientX - left, event.clientY - top);
  };
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = chosen ?? start ?? { feature: 0, window: 0 };
    const moved = movedCell(grid, from, event.key, Math.floor(layout.height / layout.row) - 1);
    const next = moved && !chosen ? from : moved;
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(next);
  };
  return (
    <div ref={place} className={styles.place} dir="ltr">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application of its own: arrows walk the map */}
      <div
        ref={scroller}
        role="application"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={label}
        aria-describedby={said}
        className={styles.scroller}
        style={{ blockSize: layout.height }}
        onScroll={draw}
        onKeyDown={press}
      >
        <div style={{ blockSize: layout.features * layout.row }}>
          <canvas
            ref={canvas}
            aria-hidden
            className={styles.canvas}
            style={{ inlineSize: layout.width, blockSize: layout.height }}
            onPointerMove={(event) => {
              const cell = cellOf(event);
              const { clientX, clientY } = event;
              // Within a cell nothing new is said.
              setPointed((before) => (cell && before && isSame(before.cell, cell) ? before : cell && { cell, clientX, clientY }));
            }}
            onPointerLeave={() => setPointed(null)}
            onPointerDown={(event) => {
              const cell = cellOf(event);
              if (cell && event.button === 0) onChoose(cell);
            }}
          />
        </div>
      </div>
      <HeatAxis layout={layout} chosen={chosen?.window ?? null} nameWindow={nameWindow} />
      {pointed && <HeatTip at={pointed}>{sentence(pointed.cell)}</HeatTip>}
      <VisuallyHidden>
        <output id={said}>{chosen ? sentence(chosen) : say('monitors.map.none')}</output>
      </VisuallyHidden>
    </div>
  );
}
