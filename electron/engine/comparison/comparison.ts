import { join } from 'node:path';
import { wilsonInterval } from '../../../shared/drift/wilson-interval';
import type { ArmComparison, PointOf } from '../../../shared/models/arm-comparison';
import type { Service } from '../../../shared/models/service';
import { splitSince } from '../../../shared/models/split-since';
import { answersPoint, type Counted, enoughPoint, errorsPoint, latencyPoint, requestsOf } from './counted-points';
import { type KeptRows, readKept } from './kept-rows';
import { labelledPoint, type Logged, loggedPoints, maskedSides, unlogged } from './logged-points';
import { type Arms, both, type ComparisonNeeds, type ReadingJob } from './needs';

/** The log is written every ten seconds, and a look at it costs a scan: whoever asks again so soon is told the same. */
const FRESH_MS = 5_000;
/** A look that took long is good for so many times as long, so that windows that stay open take no part of the traffic worth speaking of. */
const FRESH_TIMES = 30;
/** Above it, a measured split is not the one that was set: something else sends requests, or the callers are sticky and few. */
const SPLIT_OFF = 0.05;

type Read = { readonly logged: Logged; readonly kept: KeptRows | null; readonly fresh: PointOf<'errors'>['fresh'] };
type Kept = { readonly of: string; readonly at: number; freshMs: number; readonly told: Promise<ArmComparison | null> };

/** Candidates beside their stable revisions. Remembers nothing but the last answer. */
export class Comparisons {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly needs: ComparisonNeeds) {}

  /** Null: there is no candidate. @throws AppError `service-unknown` */
  of(name: string): Promise<ArmComparison | null> {
    const service = this.needs.service(name);
    const of = JSON.stringify([service.uid, service.generation, service.settings]);
    const now = this.needs.now();
    const kept = this.#kept.get(name);
    if (kept?.of === of && now - kept.at < kept.freshMs) return kept.told;
    const began = performance.now();
    const told = this.#compare(service, now);
    const looked: Kept = { of, at: now, freshMs: Number.POSITIVE_INFINITY, told }; // one look at a time
    this.#kept.set(name, looked);
    told.then(
      () => (looked.freshMs = Math.max(FRESH_MS, FRESH_TIMES * (performance.now() - began))),
      () => this.#kept.delete(name),
    );
    return told;
  }

  async #compare(service: Service, now: number): Promise<ArmComparison | null> {
    const { stable, candidate } = service.release;
    if (candidate === null) return null;
    const arms: Arms = { stable, candidate };
    const since = splitSince(service, candidate);
    const buckets = await this.needs.figures(service.name, wholeSince(since, now));
    const counted: Counted = both(arms, (of) => buckets.find(({ revision }) => revision === of));
    const { logged, kept, fresh } = await this.#logged(service, arms, since);
    const wanted = (service.weights.find(({ revision }) => revision === candidate)?.weight ?? 0) / 100;
    const requests = requestsOf(counted);
    const measured = wilsonInterval(requests.candidate, requests.stable + requests.candidate);
    return {
      at: now,
      ...arms,
      since,
      split: { wanted, measured },
      log: {
        share: service.settings.payload.share,
        oneIn: kept?.oneIn ?? 1,
        rows: kept?.rows ?? both(arms, () => 0),
        lost: service.payload.lost,
        hidden: service.settings.payload.features.map(({ name }) => name),
      },
      points: [
        enoughPoint(counted, { since, now }),
        attributed(logged.inputs, wanted, measured),
        errorsPoint(counted, fresh),
        answersPoint(counted, logged.silent ? null : logged.predictions.features, logged.silent),
        latencyPoint(counted),
        logged.predictions,
        logged.quality,
      ],
    };
  }

  async #logged(service: Service, arms: Arms, since: number): Promise<Read> {
    const { settings, name, model } = service;
    const nothing = (logged: Logged): Read => ({ logged, kept: null, fresh: [] });
    if (settings.payload.share === 0) return nothing(unlogged('log-off'));
    const version = service.revisions.find(({ number }) => number === arms.stable)?.version ?? 0;
    const signature = this.needs.signatureOf(model, version);
    const inputs = signature?.inputs.flatMap((field) => field.name ?? []) ?? null;
    const treatments = settings.payload.features;
    try {
      return await this.needs.job(async (job): Promise<Read> => {
        const kept = await readKept(job, { folder: join(this.needs.payloads, name), arms, since, signature, treatments });
        if (!kept || kept.rows.stable + kept.rows.candidate === 0) return nothing(unlogged('log-empty'));
        const points = await loggedPoints(job, kept, arms, maskedSides(treatments, inputs));
        const quality = await labelledPoint(job, this.needs.log, { settings: settings.labels, kept, arms });
        return { logged: { ...points, quality }, kept, fresh: await freshErrors(job, arms) };
      });
    } catch (error) {
      this.needs.log.warn('a payload log cannot be read', { service: name, text: String(error) });
      return nothing(unlogged('log-unread'));
    }
  }
}

/** The gateway counts by the second, and by the minute what is longer ago: one that began before the split was set is left out. */
function wholeSince(since: number, now: number): number {
  const unit = now - since > BY_SECOND_MS ? MINUTE_MS : 1_000;
  return Math.ceil(since / unit) * unit;
}
const MINUTE_MS = 60_000;
const BY_SECOND_MS = 14 * MINUTE_MS;

/** Inputs that are alike prove that both arms are asked the same only where the split is what was set. */
function attributed(point: PointOf<'inputs'>, wanted: number, measured: ReturnType<typeof wilsonInterval>): PointOf<'inputs'> {
  const isOff = measured !== null && Math.abs(measured.value - wanted) > SPLIT_OFF && (wanted < measured.low || wanted > measured.high);
  return isOff && point.verdict === 'pass' ? { ...point, verdict: 'inconclusive', reason: 'split-off' } : point;
}

const FRESH_MAX = 5;
/** Errors of the candidate that the stable revision has none of, the most frequent first. */
async function freshErrors(job: ReadingJob, { stable, candidate }: Arms): Promise<PointOf<'errors'>['fresh']> {
  const own = (revision: number) => `SELECT status, error, count(*) AS times FROM kept WHERE status >= 400 AND revision = ${revision} GROUP BY 1, 2`;
  const rows = await job.json(`SELECT c.status, c.error, c.times FROM (${own(candidate)}) c LEFT JOIN (${own(stable)}) s
    ON c.status = s.status AND c.error IS NOT DISTINCT FROM s.error WHERE s.times IS NULL ORDER BY c.times DESC, 1, 2 LIMIT ${FRESH_MAX}`);
  return rows.map(([status, text, count]) => ({ status: Number(status), text: text === null ? null : String(text), count: Number(count) }));
}
