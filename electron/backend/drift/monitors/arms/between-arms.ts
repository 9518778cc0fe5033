import type { AbortSignalLike } from '../../../../../shared/api/verb';
import type { ArmsDrift, ArmsOpen } from '../../../../../shared/models/arms-drift';
import { deliveryId } from '../../../../../shared/models/delivery';
import type { MonitorSettings } from '../../../../../shared/models/drift-monitor';
import type { ColumnReport } from '../../../../../shared/models/drift-report';
import type { EntityKey } from '../../../../../shared/models/entity';
import { AppError, failure, failureOf } from '../../../../../shared/models/failure';
import { worstOf } from '../../judge/judge-column';
import type { Basis } from '../basis';
import type { KeptMonitor } from '../monitor-store';
import { keyOf, type Monitors } from '../monitors';
import { listSource, type SourceNeeds } from '../source-parts';
import type { Arms, Both } from './arm-revisions';
import { type CountedArms, countArms } from './count-arms';
import { judgeArm, judgeArms, type JudgedSide, sideOf } from './judge-arms';

/** Whoever asks again so soon is told the same; what took long holds for so many times as long, so that a window that stays open costs little. */
const FRESH_MS = 5_000;
const FRESH_TIMES = 30;
/** Where nobody knows since when the split is what it is, and no window is there. */
const DAY_MS = 86_400_000;

const NEVER = new AbortController().signal;

export type BetweenArmsNeeds = {
  readonly monitors: Monitors;
  readonly sources: SourceNeeds;
  /** Null: nothing is under way. @throws AppError where that cannot be told */
  readonly armsOf: (delivery: EntityKey, signal: AbortSignalLike) => Promise<Arms | null>;
  readonly now: () => number;
};

type Judged = { readonly told: ArmsDrift; readonly sides: readonly JudgedSide[] };
type Kept = { readonly of: string; readonly at: number; freshMs: number; readonly judged: Promise<Judged> };

/** Candidates against stable revisions, by the monitors of their deliveries. Remembers nothing but the last answers. */
export class BetweenArms {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly needs: BetweenArmsNeeds) {}

  /** Null: there is no candidate. Each monitor of the delivery whose rows say who answered them. @throws AppError where the delivery cannot be asked */
  async of(delivery: EntityKey, signal: AbortSignalLike): Promise<ArmsDrift[] | null> {
    const arms = await this.needs.armsOf(delivery, signal);
    if (!arms) return null;
    const own = this.needs.monitors.all().filter(({ settings }) => tellsApart(settings) && isOf(settings, delivery));
    return Promise.all(own.map(async (monitor) => (await this.#judged(monitor, arms)).told));
  }

  /** A column of both arms, the stable revision in the place of the reference. @throws AppError `not-found` */
  async column(delivery: EntityKey, id: string, column: string, signal: AbortSignalLike): Promise<ColumnReport> {
    const arms = await this.needs.armsOf(delivery, signal);
    const { sides } = arms ? await this.#judged(this.needs.monitors.need(id), arms) : { sides: [] };
    const found = sides.flatMap(({ report }) => report.columns).find(({ name }) => name === column);
    if (found) return found;
    throw new AppError(failure('not-found', { reason: 'column-unknown', values: { column } }));
  }

  #judged(monitor: KeptMonitor, arms: Arms): Promise<Judged> {
    const { id, version, state } = monitor;
    const now = this.needs.now();
    const of = JSON.stringify([version, state.basis, arms]);
    const kept = this.#kept.get(id);
    if (kept?.of === of && now - kept.at < kept.freshMs) return kept.judged;
    const began = performance.now();
    const looked: Kept = { of, at: now, freshMs: Number.POSITIVE_INFINITY, judged: this.#judge(monitor, arms, now) }; // one look at a time
    this.#kept.set(id, looked);
    looked.judged.then(
      () => (looked.freshMs = Math.max(FRESH_MS, FRESH_TIMES * (performance.now() - began))),
      () => this.#kept.delete(id),
    );
    return looked.judged;
  }

  async #judge(monitor: KeptMonitor, arms: Arms, now: number): Promise<Judged> {
    const { monitors, sources } = this.needs;
    const { id, settings, version } = monitor;
    const since = Math.floor(arms.since ?? monitors.windows(id).at(-1)?.start ?? now - DAY_MS);
    const known = { monitor: keyOf(monitor), name: settings.name, version, since, until: now, rowsMin: settings.config.rowsMin };
    const open = (why: ArmsOpen, more: Partial<ArmsDrift> = {}): Judged => {
      const nothing = { rows: { stable: 0, candidate: 0 }, sides: [], reference: null, failure: null };
      return { told: { ...known, verdict: 'insufficient', open: why, ...nothing, ...more }, sides: [] };
    };
    if (!monitors.isOpen(id)) return open('closed');
    const basis = monitors.basis(id);
    if (!basis) return open('never-looked', { failure: monitor.state.failure });
    let counted: CountedArms;
    try {
      const source = await listSource(settings.source, sources, NEVER);
      counted = await countArms({ id, basis, source, arms, since }, { sources, signal: NEVER });
    } catch (error) {
      return open('unread', { failure: failureOf(error) });
    }
    const { rows, counts, since: from } = counted;
    return counts ? judgedOf({ ...known, since: Math.floor(from) }, basis, settings, { rows, counts }) : open(whyNone(counted), { rows });
  }
}

const whyNone = ({ total, rows: { stable, candidate } }: CountedArms): ArmsOpen =>
  total === 0 ? 'no-rows' : candidate > 0 ? 'no-stable' : stable > 0 ? 'no-candidate' : 'not-told-apart';

type Known = Pick<ArmsDrift, 'monitor' | 'name' | 'version' | 'since' | 'until' | 'rowsMin'>;
type Counts = NonNullable<CountedArms['counts']>;

function judgedOf(known: Known, basis: Basis, { config }: MonitorSettings, { rows, counts }: { readonly rows: Both<number>; readonly counts: Counts }): Judged {
  const sides = judgeArms(basis, config, counts);
  const verdict = sides.length === 0 ? 'insufficient' : worstOf(sides.map(({ report }) => report.verdict));
  const few = Math.min(rows.stable, rows.candidate) < known.rowsMin;
  const reference = { stable: judgeArm(basis, config, counts.stable), candidate: judgeArm(basis, config, counts.candidate) };
  const open = verdict === 'insufficient' ? (few ? 'few-rows' : 'undecided') : null;
  return { told: { ...known, verdict, open, failure: null, rows, sides: sides.map(sideOf), reference }, sides };
}

/** Whether its rows say who answered: those that were made of payloads do, unless one revision alone is looked at. */
function tellsApart({ source }: MonitorSettings): boolean {
  if (source.kind === 'payloads') return source.revision === null;
  return (source.kind === 'files' || source.kind === 'objects') && (source.format === 'kserve' || source.format === 'sagemaker');
}

/** By what it says that it is of, or because it reads the log of that very service. */
export function isOf({ of, source }: Pick<MonitorSettings, 'of' | 'source'>, { connection, kind, id }: EntityKey): boolean {
  if (of?.connection === connection && of.kind === kind && of.id === id) return true;
  return source.kind === 'payloads' && source.connection === connection && kind === 'delivery' && id === deliveryId('local', '', source.service);
}
