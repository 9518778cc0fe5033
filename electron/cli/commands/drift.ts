import { resolve } from 'node:path';
import type { DriftReport, DriftVerdict } from '../../../shared/models/drift-report';
import { type Failure, failureOf } from '../../../shared/models/failure';
import type { DriftProgress, judgeDrift, Tables } from '../../backend/drift/judge-drift';
import { htmlReport } from '../../backend/drift/report/html-report';
import { jsonReport } from '../../backend/drift/report/json-report';
import { reportWords } from '../../backend/drift/report/report-words';
import type { Options } from '../arguments';
import { driftConfigOf } from '../drift-config';
import { driftHeadline, driftText } from '../drift-text';
import { BadInput, EXIT, type Exit } from '../exit';
import { checkPlace, writeReport } from '../report-file';
import { failureText, harmless, locale, say } from '../text';

const USE =
  'pilothouse drift --reference A --current B [--columns a,b] [--config FILE] [--format text|json|html] [--out FILE] [--fail-on drifted|insufficient]';
const FORMATS = ['text', 'json', 'html'] as const;
type Format = (typeof FORMATS)[number];
const FAIL_ON = ['drifted', 'insufficient'] as const;
const EXITS: Readonly<Record<DriftVerdict, Exit>> = { 'not-drifted': EXIT.done, drifted: EXIT.failed, insufficient: EXIT.uncertain };

/**
 * `drift`: two sets of files, and whether the second is still as the first. It needs no workspace and no data of the app, and writes
 * nothing but its report. Whatever keeps a report from being made ends with 3, since 1 says that there is drift.
 */
export async function drift(options: Options, judge?: typeof judgeDrift): Promise<Exit> {
  const { format, failOn } = chosen(options);
  const sides = [sideOf('reference', options.reference), sideOf('current', options.current)] as const;
  const config = await driftConfigOf(options.config, options.columns);
  if (options.out !== undefined) await checkPlace(options.out);
  const opened = sides.some(({ inStore }) => inStore) ? await (await import('../store-side')).openStore(options, process.env) : null;
  const stop = stopWhenTold();
  try {
    const tablesOf = async ({ name, paths, inStore }: Side): Promise<Tables> =>
      opened && inStore
        ? { name, ...(await opened.store.tables(paths, config.columns ?? null, stop.signal)) }
        : { name, files: paths.map((path) => resolve(path)) };
    const [reference, current] = [await tablesOf(sides[0]), await tablesOf(sides[1])];
    const run = judge ?? (await import('../../backend/drift/judge-drift')).judgeDrift;
    const report = await run(reference, current, config, { signal: stop.signal, onProgress: tellProgress() });
    refuseUnknown(config.columns ?? [], report);
    await put(report, format, options.out);
    return failOn === 'drifted' && report.verdict === 'insufficient' ? EXIT.done : EXITS[report.verdict];
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const failure = failureOf(error);
    if (format === 'json') process.stdout.write(`${JSON.stringify({ failure })}\n`);
    const told = toldOf(failure);
    process.stderr.write(`pilothouse: ${opened?.store.named(told) ?? told}\n`);
    return stop.signal.aborted ? EXIT.stopped : EXIT.badInput;
  } finally {
    stop.release();
    await opened?.close();
  }
}

/** How it was asked for. @throws BadInput */
function chosen({ rest, format, json, out, 'fail-on': failOn }: Options): { readonly format: Format; readonly failOn: (typeof FAIL_ON)[number] } {
  if (rest.length > 0) throw new BadInput(`drift does not take “${rest[0]}”: ${USE}`);
  const wanted = format ?? (json ? 'json' : (/\.(json|html)$/i.exec(out ?? '')?.[1]?.toLowerCase() ?? 'text'));
  const found = FORMATS.find((known) => known === wanted);
  if (!found) throw new BadInput(`--format takes ${FORMATS.join(', ')}, not “${wanted}”`);
  const on = FAIL_ON.find((known) => known === (failOn ?? 'insufficient'));
  if (!on) throw new BadInput(`--fail-on takes ${FAIL_ON.join(' or ')}, not “${failOn}”`);
  return { format: found, failOn: on };
}

type Side = { readonly name: string; readonly paths: readonly string[]; readonly inStore: boolean };

/** A file, a folder or a glob, here or in a store; several where the option is given several times. @throws BadInput */
function sideOf(which: 'reference' | 'current', given: readonly string[] | undefined): Side {
  if (!given || given.length === 0) throw new BadInput(`drift takes --${which}: ${USE}`);
  if (given.some((path) => path.trim() === '')) throw new BadInput(`--${which} names no file`);
  const inStore = given.filter((path) => path.startsWith('s3://')).length;
  if (inStore > 0 && inStore < given.length) throw new BadInput(`--${which} names both files and objects`);
  return { name: given.join(', '), paths: given, inStore: inStore > 0 };
}

/** A name that was typed and is on neither side is a mistake of the typist, not a finding. @throws BadInput */
function refuseUnknown(asked: readonly string[], { columns }: DriftReport): void {
  const isNowhere = (name: string) =>
    columns.find((column) => column.name === name)?.reasons.some(({ id, values }) => id === 'column-absent' && values['side'] === 'both');
  const unknown = asked.filter(isNowhere);
  if (unknown.length > 0) throw new BadInput(`there is no column ${unknown.map((name) => `“${harmless(name)}”`).join(', ')} on either side`);
}

/** To standard output, or to a file and its verdict to standard output. */
async function put(report: DriftReport, format: Format, out: string | undefined): Promise<void> {
  const words = reportWords(locale);
  const text = format === 'json' ? jsonReport(report) : format === 'html' ? htmlReport(report, locale) : `${driftText(report, words)}\n`;
  if (out === undefined) return void process.stdout.write(text);
  await writeReport(out, text, [...report.reference.files, ...report.current.files]);
  process.stdout.write(`${driftHeadline(report, words)}\n`);
}

/** Says on standard error what is under way, where a person looks on. */
function tellProgress(): (progress: DriftProgress) => void {
  let told = '';
  return ({ step }) => {
    if (step === told || step === 'judge' || !process.stderr.isTTY) return;
    told = step;
    process.stderr.write(`${say(`drift.report.${step}`)} …\n`);
  };
}

/** A failure that lacks a value of its words is told as it is: nothing may end this command with the status of a verdict. */
function toldOf(failure: Failure): string {
  const { bucket, key } = failure.detail.values ?? {};
  const where = bucket === undefined ? '' : harmless(`s3://${bucket}${key === undefined ? '' : `/${key}`}: `);
  try {
    return `${where}${failureText(failure)}`;
  } catch {
    return harmless(JSON.stringify(failure));
  }
}

/** Ctrl+C and SIGTERM end the work, and what it put on the disk is removed. */
function stopWhenTold(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, stop);
  return {
    signal: controller.signal,
    release() {
      for (const signal of signals) process.removeListener(signal, stop);
    },
  };
}
