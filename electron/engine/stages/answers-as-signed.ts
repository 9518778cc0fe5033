import type { ModelSignature } from '../../../shared/models/model';
import type { TriedModel } from '../serving/contract';
import { ask, isAnswered } from './answers';
import { bodyOf, madeInputs } from './bodies';
import { finding, shown, type StageFound } from './findings';

/**
 * A server that does not say what its model takes is asked as the signature has it. That it refuses says nothing: what was made up may be what no
 * row can hold. That it answers with other outputs does.
 */
export async function answersAsSigned(registered: ModelSignature | null, model: TriedModel): Promise<StageFound> {
  const inputs = model.toldBy === 'signature' ? madeInputs(model, 0) : null;
  if (!registered || !inputs) return { findings: [finding('signature', 'inconclusive', { differs: '' })], evidence: { differs: [] } };
  const answer = await ask(model, bodyOf(inputs));
  const named = new Set(answer.outputs.map(({ name }) => name));
  const differs = isAnswered(answer)
    ? registered.outputs.flatMap(({ name }) =>
        name === null || named.has(name) || registered.outputs.length === 1 ? [] : [`output ${name}: the server has none (it has ${[...named].join(', ')})`],
      )
    : [];
  const outcome = !isAnswered(answer) ? 'inconclusive' : differs.length > 0 ? 'fail' : 'pass';
  return { findings: [finding('signature', outcome, { differs: shown(differs.join('; ')) })], evidence: { differs, asked: { inputs, answer } } };
}
