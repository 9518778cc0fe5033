import type { Finding, FindingId } from '../../../shared/models/stage';
import type { TriedModel } from '../serving/contract';
import { type Answer, ask, isAnswered, isBroken, isRefused } from './answers';
import { type Batch, batchOf, bodyOf, brokenBodies, madeInputs, takesRows } from './bodies';
import { differenceOf, goldenFault, notFinite } from './compare-outputs';
import { finding, type Progress, shown, type StageFound } from './findings';
import type { GoldenFile, GoldenRequest } from './golden-file';

export type Against = { readonly version: number; readonly model: TriedModel };
export type Integration = {
  readonly candidate: TriedModel;
  /** Null: there is none to ask the same. */
  readonly champion: Against | null;
  readonly golden: GoldenFile;
  readonly goldenFile: string;
  readonly progress: Progress;
};
type Asked = { readonly request: GoldenRequest; readonly answer: Answer };
type Fault = { readonly name: string; readonly fault: string };

/** Of requests that are made where none are written. */
const MADE = 4;
/** Rows of all requests together: one batch is no load test. */
const BATCHED_MAX = 200;
const KEPT_MAX = 200;

/** Golden requests, requests that break the schema, and all of them as one batch; the champion's answers beside. */
export async function integrationStage(stage: Integration): Promise<StageFound> {
  const { candidate, golden, champion, goldenFile, progress } = stage;
  const asked: Asked[] = [];
  const requests = golden.requests.length > 0 ? golden.requests : made(candidate);
  for (const [place, request] of requests.entries()) {
    progress((place / requests.length) * 0.6);
    asked.push({ request, answer: await ask(candidate, bodyOf(request.inputs)) });
  }
  const answered = asked.filter(({ request, answer }) => request.error === undefined && isAnswered(answer));
  const goldens = golden.requests.length > 0 ? judgeGolden(asked, golden) : null;
  const schema = await schemaErrors(candidate, answered[0]?.request ?? requests[0]);
  progress(0.75);
  const batch = await batchAgrees(candidate, answered, golden);
  progress(0.85);
  const beside = champion ? await askChampion(champion, asked, golden) : null;
  const findings = [
    goldens
      ? counted('golden', asked.length, goldens, { file: goldenFile })
      : finding('golden', 'inconclusive', { file: goldenFile, count: '0', failed: '0', first: '' }),
    ...(answered.length === 0 && !goldens ? [unanswered(asked)] : []),
    judgeFinite(answered),
    schema.finding,
    batch.finding,
    beside?.finding ?? finding('champion-answers', 'inconclusive', { count: '0', failed: '0', version: '' }),
  ];
  const evidence = {
    tolerance: golden.tolerance,
    requests: asked.slice(0, KEPT_MAX).map(({ request, answer }, place) => ({
      name: request.name,
      inputs: request.inputs,
      wanted: request.error === undefined ? (request.outputs ?? null) : { error: request.error },
      candidate: answer,
      champion: beside?.answers[place] ?? null,
    })),
    written: goldens !== null,
    faults: goldens ?? [],
    schemaErrors: schema.evidence,
    batch: batch.evidence,
    differsFromChampion: beside?.differences ?? null,
  };
  return { findings, evidence };
}

/** None of those that were made: they may be what no caller would send, so that it is refused, or fails, says nothing. That nothing readable comes does. */
function unanswered(asked: readonly Asked[]): Finding {
  const broken = asked.find(({ answer }) => isBroken(answer));
  return finding('requests', broken ? 'fail' : 'inconclusive', { first: shown((broken ?? asked[0])?.answer.error ?? '') });
}

const made = (candidate: TriedModel): GoldenRequest[] =>
  Array.from({ length: MADE }, (_, row) => row).flatMap((row) => {
    const inputs = madeInputs(candidate, row);
    return inputs ? [{ name: `made ${row + 1}`, inputs }] : [];
  });

function counted(id: FindingId, count: number, faults: readonly Fault[], more: Readonly<Record<string, string>> = {}): Finding {
  const [first] = faults;
  const values = { count: String(count), failed: String(faults.length), first: first ? shown(`${first.name}: ${first.fault}`) : '', ...more };
  return finding(id, faults.length > 0 ? 'fail' : 'pass', values);
}

const faultsOf = (asked: readonly Asked[], look: (asked: Asked) => string | null): Fault[] =>
  asked.flatMap((each) => {
    const fault = look(each);
    return fault === null ? [] : [{ name: each.request.name, fault }];
  });

const judgeGolden = (asked: readonly Asked[], { tolerance }: GoldenFile): Fault[] =>
  faultsOf(asked, ({ request, answer }) => goldenFault(request, answer, tolerance));

function judgeFinite(answered: readonly Asked[]): Finding {
  if (answered.length === 0) return finding('finite', 'inconclusive', { count: '0', failed: '0', first: '' });
  return counted(
    'finite',
    answered.length,
    faultsOf(answered, ({ request, answer }) => notFinite(answer, request.outputs)),
  );
}

async function schemaErrors(candidate: TriedModel, sample: GoldenRequest | undefined) {
  const bodies = sample ? brokenBodies(sample.inputs) : [];
  const evidence: { name: string; answer: Answer }[] = [];
  for (const { name, body } of bodies) evidence.push({ name, answer: await ask(candidate, body) });
  // Of servers, many say 500 to what the caller did wrong. It is an error all the same, and no answer.
  const isError = (answer: Answer) => isRefused(answer) || (candidate.memoryBytes !== undefined && answer.status === 500 && !answer.wrong);
  const faults = evidence.flatMap(({ name, answer }) => (isError(answer) ? [] : [{ name, fault: `${answer.status}` }]));
  const nothing = finding('schema-errors', 'inconclusive', { count: '0', failed: '0', first: '' });
  return { finding: bodies.length > 0 ? counted('schema-errors', bodies.length, faults) : nothing, evidence };
}

async function batchAgrees(candidate: TriedModel, answered: readonly Asked[], { tolerance }: GoldenFile) {
  const takes = takesRows(candidate);
  if (takes === false) return { finding: finding('batch', 'pass', { count: '0', failed: '0', first: '' }), evidence: 'it takes no rows' };
  const batch = batchOf(answered.slice(0, BATCHED_MAX).map(({ request }) => request));
  if (!batch) return { finding: finding('batch', 'inconclusive', { count: '0', failed: '0', first: '' }), evidence: null };
  const answer = await ask(candidate, bodyOf(batch.inputs));
  // Nobody says that its first dimension is that of rows: it was a guess.
  if (takes === null && !isAnswered(answer))
    return { finding: finding('batch', 'inconclusive', { count: '0', failed: '0', first: '' }), evidence: { ...batch, answer } };
  const faults = isAnswered(answer) ? partFaults(batch, answer, answered, tolerance) : [{ name: 'batch', fault: `${answer.status}: ${answer.error ?? ''}` }];
  return { finding: counted('batch', batch.parts.length, faults), evidence: { ...batch, answer, faults } };
}

function partFaults({ parts }: Batch, whole: Answer, answered: readonly Asked[], tolerance: GoldenFile['tolerance']): Fault[] {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return parts.flatMap(({ name, from, rows: own }) => {
    const single = answered.find(({ request }) => request.name === name);
    const cut = whole.outputs.flatMap((output) => {
      if (output.shape[0] !== rows) return [];
      const inner = output.data.length / rows;
      return [{ ...output, shape: [own, ...output.shape.slice(1)], data: output.data.slice(from * inner, (from + own) * inner) }];
    });
    const fault = single?.answer.outputs.flatMap((wanted) =>
      cut.some((each) => each.name === wanted.name) ? (differenceOf(cut, wanted, tolerance) ?? []) : [],
    )[0];
    return fault === undefined ? [] : [{ name, fault }];
  });
}

/** That two models differ is what a release is for: it is told, and is no fault. */
async function askChampion({ version, model }: Against, asked: readonly Asked[], { tolerance }: GoldenFile) {
  const answers: Answer[] = [];
  for (const { request } of asked) answers.push(await ask(model, bodyOf(request.inputs)));
  const differences = asked.flatMap(({ request, answer }, place): Fault[] => {
    const other = answers[place];
    if (!other) return [];
    if (isAnswered(other) !== isAnswered(answer)) return [{ name: request.name, fault: `candidate ${answer.status}, champion ${other.status}` }];
    const fault = other.outputs.flatMap((wanted) => differenceOf(answer.outputs, wanted, tolerance) ?? [])[0];
    return fault === undefined ? [] : [{ name: request.name, fault }];
  });
  const values = { count: String(asked.length), failed: String(differences.length), version: String(version) };
  const silent = asked.length > 0 && answers.every((answer) => !isAnswered(answer));
  return { answers, differences, finding: finding('champion-answers', silent ? 'inconclusive' : 'pass', values) };
}
