import type { ActionRun, Check, Effect, Plan } from '../../shared/models/action';
import { failureText, harmless, say } from './text';

const MARK: Readonly<Record<Check['outcome'], string>> = { pass: 'ok', warn: '!', fail: 'x', unknown: '?' };
/** Values of effects that are counts, or shares in per cent; all else is text. */
const NUMBERS = ['from', 'to', 'total', 'count'];

/** A plan as a person reads it before saying yes: what, for what, what decided, and the same by hand. */
export function planText(plan: Plan): string {
  const { target, connection, request, verdict } = plan;
  const lines = [
    `${say(`actions.${request.action}`)}: ${target.objectKind} ${[target.namespace, target.name].filter(Boolean).join('/')}, ${connection.name}${connection.production ? ' (PRODUCTION)' : ''}`,
    ...(plan.actingAs === null ? [] : [`as ${plan.actingAs}`]),
    '',
    ...plan.effects.map((effect) => `  - ${effectText(effect)}`),
    '',
    ...plan.checks.filter(({ outcome }) => outcome !== 'pass').map((check) => `  ${MARK[check.outcome].padEnd(2)} ${checkText(check)}`),
    verdict.by === null
      ? `${say('actions.verdict.allowed', { count: plan.checks.filter(({ outcome }) => outcome === 'pass').length })}`
      : say(`actions.refused.${verdict.by}`),
    '',
    ...plan.commands.map((command) => `  $ ${command}`),
  ];
  return `${lines
    .flatMap((line) => line.split('\n'))
    .map(harmless)
    .join('\n')}\n`;
}

function effectText({ id, values }: Effect): string {
  const shares = id === 'sets-weight';
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values)) shown[name] = NUMBERS.includes(name) && !shares ? Number(value) : shares ? `${value} %` : value;
  try {
    return say(`actions.effect.${id}`, shown);
  } catch {
    return `${id} ${JSON.stringify(values)}`; // a value that the sentence needs is not known
  }
}

function checkText({ id, outcome, values, failure }: Check): string {
  const found = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const said = failure ? `\n       ${failureText(failure).replaceAll('\n', '\n       ')}` : '';
  return `${say(`actions.check.${id}.${outcome}`)}${found.length > 0 ? ` (${found.join(', ')})` : ''}${said}`;
}

/** How an action ended. */
export function runText({ phase, intent, startedAt, endedAt, lastSeen, failure }: ActionRun): string {
  const took = endedAt === null ? '' : ` (${((endedAt - startedAt) / 1000).toFixed(1)} s)`;
  const seen =
    phase === 'done' || !lastSeen ? '' : `\nlast seen: ${lastSeen.state}, ${lastSeen.reason}${lastSeen.message === null ? '' : `: ${lastSeen.message}`}`;
  return `${[`${phase}${took}, entry ${intent} of the ledger${seen}`, ...(failure ? [failureText(failure)] : [])].map((text) => text.split('\n').map(harmless).join('\n')).join('\n')}\n`;
}
