import type { Input, Output } from '../../../../shared/api/api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftMark, DriftSlice, HeatMap } from '../../../../shared/models/drift-monitor';
import type { ColumnReport, DriftReport } from '../../../../shared/models/drift-report';
import { AppError, failure } from '../../../../shared/models/failure';
import { countsSql } from '../counts/counts-sql';
import type { Basis } from './basis';
import { judgeSpan, judgeWindows } from './judge-windows';
import { countsOf, type Looked, lookSliced } from './look';
import type { KeptMonitor } from './monitor-store';
import type { Monitors } from './monitors';
import { pointOf, thresholdOf } from './series-point';
import type { SourceNeeds } from './source-parts';
import { judgedWindow, ratioOf, type Role } from './standing';
import { type KeptWindow, readScores, writeScores } from './window-scores';
import { type WindowRange, within } from './window-range';

/** Windows that a sparkline draws. */
const SPARK_WINDOWS = 30;
/** Nobody chooses among more. */
const VALUES_MAX = 500;

const NEVER = new AbortController().signal;

export type Span = { readonly id: string; readonly from: number; readonly to: number; readonly slice: DriftSlice | null };
export type ViewsNeeds = {
  readonly monitors: Monitors;
  readonly sources: SourceNeeds;
  /** What happened to what a monitor is of, between two moments. */
  readonly marks: (monitor: KeptMonitor, signal: AbortSignalLike) => Promise<readonly DriftMark[]>;
  readonly now: () => number;
};

/** What a window is shown of a monitor. All of it is from counts: no row is read again. */
export class MonitorViews {
  readonly #slices = new Map<string, Promise<Looked>>();

  constructor(private readonly needs: ViewsNeeds) {}

  async heatMap(id: string, { slice, ...range }: WindowRange & { readonly slice: DriftSlice | null }, signal: AbortSignalLike): Promise<HeatMap> {
    const windows = within(await this.#windows(id, slice, signal), range);
    const places = new Map<string, number>();
    const columns: (Omit<HeatMap['columns'][number], 'worst'> & { worst: number | null })[] = [];
    windows.forEach(({ scores: { names, ratios, role, verdict } }, at) => {
      for (const [own, name] of names.entries()) {
        const place =
          places.get(name) ?? columns.push({ name, role: role(own), worst: null, ratios: empty(windows.length), verdicts: empty(windows.length) }) - 1;
        places.set(name, place);
        const column = columns[place];
        if (!column) continue;
        const [ratio, judged] = [ratios[own] ?? null, verdict(own)];
        column.ratios[at] = ratio;
        column.verdicts[at] = judged;
        if (judged === 'drifted' && ratio !== null) column.worst = Math.max(column.worst ?? 0, ratio);
      }
    });
    const focus = windows.map(({ window }) => window).reduce<KeptWindow['window'] | null>((best, each) => (ratioAt(each) > ratioAt(best) ? each : best), null);
    return {
      windows: windows.map(({ window: { start, end, verdict } }) => ({ start, end, verdict })),
      columns,
      focus: (focus ?? windows.at(-1)?.window)?.start ?? null,
    };
  }

  async series({ id, column, measure, slice, ...range }: Input<'drift.series'>, signal: AbortSignalLike): Promise<Output<'drift.series'>> {
    const monitor = this.needs.monitors.need(id);
    const windows = within(await this.#windows(id, slice, signal), range);
    const basis = this.needs.monitors.basis(id);
    const [decides, threshold] = column === null ? [null, 1] : thresholdOf(monitor, basis, column, measure);
    const points = windows.map((window) => pointOf(window, { monitor, basis, column, measure }));
    return { measure: decides, threshold, points };
  }

  async features(span: Span, signal: AbortSignalLike): Promise<Output<'drift.features'>> {
    const { report, looked } = await this.#span(span, signal);
    const windows = this.needs.monitors.scored(span.id).slice(-SPARK_WINDOWS);
    const roles = rolesOf(looked.basis);
    const sparks = new Map<string, (number | null)[]>();
    windows.forEach(({ scores: { names, ratios } }, at) => {
      for (const [own, name] of names.entries()) {
        const spark = sparks.get(name) ?? empty<number>(windows.length);
        spark[at] = ratios[own] ?? null;
        sparks.set(name, spark);
      }
    });
    const columns = report.columns.map((column) => ({
      ...column,
      distribution: null,
      role: roles(column.name),
      ratio: ratioOf(column),
      spark: sparks.get(column.name) ?? [],
    }));
    return { rows: report.current.rows, columns: columns.toSorted(byWorst) };
  }

  async column({ column, ...span }: Span & { readonly column: string }, signal: AbortSignalLike): Promise<ColumnReport> {
    const { report } = await this.#span(span, signal);
    const found = report.columns.find(({ name }) => name === column);
    if (found) return found;
    throw new AppError(failure('not-found', { reason: 'column-unknown', values: { column } }));
  }

  /** Those of the reference, by how many of its rows have them. */
  values(id: string, column: string): Output<'drift.values'> {
    const frozen = this.needs.monitors.basis(id)?.bins.columns.find(({ name }) => name === column);
    if (frozen?.bins.kind !== 'categories') return { values: [] };
    const values = frozen.bins.values.map((value, bin) => ({ value, rows: frozen.reference.counts[bin] ?? 0 }));
    return { values: values.toSorted((a, b) => b.rows - a.rows).slice(0, VALUES_MAX) };
  }

  async explain({ column, ...span }: Span & { readonly column: string }, signal: AbortSignalLike): Promise<Output<'drift.explain'>> {
    const { settings, version } = this.needs.monitors.need(span.id);
    const { report, looked } = await this.#span(span, signal);
    const bins = { ...looked.basis.bins, columns: looked.basis.bins.columns.filter(({ name }) => name === column) };
    const time = 'time' in settings.source ? settings.source.time : 'pilothouse.time';
    const sql = countsSql(settings.name, bins, { size: settings.window === 'hour' ? 'hour' : 'day', time, at: span.from }, 'source_rows');
    return {
      sql,
      reference: { ...report.reference, files: [...report.reference.files] },
      current: report.current,
      configDigest: report.config_digest,
      version,
    };
  }

  async marks(id: string, signal: AbortSignalLike): Promise<DriftMark[]> {
    const monitor = this.needs.monitors.need(id);
    const basis = this.needs.monitors.basis(id);
    const own = this.needs.monitors.versions(id).slice(1);
    const configured = own.map(({ at, version }): DriftMark => ({ at, kind: 'configuration', label: String(version), entity: null }));
    const frozen: DriftMark[] = basis ? [{ at: basis.at, kind: 'reference', label: basis.reference.name, entity: null }] : [];
    const told = await this.needs.marks(monitor, signal).catch(() => []); // what it is of may be out of reach: its own marks stay
    return [...configured, ...frozen, ...told].toSorted((a, b) => a.at - b.at);
  }

  /** @throws AppError `not-found` before the first look */
  async #looked(id: string, slice: DriftSlice | null, signal: AbortSignalLike): Promise<Looked> {
    const { monitors, sources, now } = this.needs;
    const basis = monitors.basis(id);
    if (!basis) throw new AppError(failure('not-found', { reason: 'monitor-unread' }));
    const folder = monitors.folder(id);
    if (!slice) return { basis, counts: countsOf(folder, basis.key), isNew: false, failure: null };
    const key = JSON.stringify([id, basis.key, slice]);
    const under = this.#slices.get(key);
    if (under) return under;
    // Several parts of a page ask for the same at once: it is counted once, and for all of them, whoever goes.
    const looking = lookSliced(id, monitors.need(id).settings, basis, slice, { sources, folder, now, signal: NEVER, heard: () => undefined });
    this.#slices.set(key, looking);
    const end = () => void this.#slices.delete(key);
    looking.then(end, end);
    const looked = await looking;
    if (signal.aborted) throw new AppError(failure('cancelled'));
    return looked;
  }

  async #windows(id: string, slice: DriftSlice | null, signal: AbortSignalLike): Promise<readonly KeptWindow[]> {
    const { monitors, sources, now } = this.needs;
    if (!slice) return monitors.scored(id);
    const { settings, version } = monitors.need(id);
    const looked = await this.#looked(id, slice, signal);
    const judged = await judgeWindows(looked, settings.config, settings.window, { signal, temporary: sources.temporary });
    const of = { version, now: now(), roleOf: rolesOf(looked.basis) };
    return judged.map(({ times, report }) => {
      const { window, scores } = judgedWindow(times, report, of);
      return { window, scores: readScores(writeScores(scores)) };
    });
  }

  async #span({ id, slice, from, to }: Span, signal: AbortSignalLike): Promise<{ report: DriftReport; looked: Looked }> {
    const { settings } = this.needs.monitors.need(id);
    const looked = await this.#looked(id, slice, signal);
    const report = await judgeSpan(looked, settings.config, { from, to }, { signal, temporary: this.needs.sources.temporary });
    return { report, looked };
  }
}

const empty = <T>(length: number): (T | null)[] => Array.from({ length }, () => null);
const ratioAt = (window: KeptWindow['window'] | null): number => window?.worst?.ratio ?? 0;
const VERDICTS = ['drifted', 'insufficient', 'not-drifted'];
type Ranked = { readonly verdict: string; readonly ratio: number | null };
const byWorst = (a: Ranked, b: Ranked): number => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || (b.ratio ?? -1) - (a.ratio ?? -1);

function rolesOf({ columns }: Basis): (name: string) => Role {
  const roles = new Map<string, Role>(columns.map(({ name, role }) => [name, role]));
  return (name) => roles.get(name) ?? 'input';
}
