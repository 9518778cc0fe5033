import type { z } from 'zod';
import type { Threshold } from '../../../../shared/models/delivery-detail';

type Found = z.infer<typeof Threshold>;
const OPS = ['<=', '>=', '==', '!=', '<', '>'] as const;
const RESULT = String.raw`(?:as(?:Float|Int)\(\s*)?result(?:\[0\])?(?:\s*\))?`;
const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const FORWARD = new RegExp(`^${RESULT}\\s*(<=|>=|==|!=|<|>)\\s*(${NUMBER})$`);
const BACKWARD = new RegExp(`^(${NUMBER})\\s*(<=|>=|==|!=|<|>)\\s*${RESULT}$`);
const TURNED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' } as const;
const CONDITION_MAX = 1_000;

/**
 * The lines that a chart can draw for a condition. A success must meet every part that is joined by `&&`, a failure any that is
 * joined by `||`: those parts are each a threshold. What is joined otherwise, or says more, is left to be read as text.
 */
export function thresholdsOf(condition: string | null, passes: boolean): Found[] {
  if (condition === null || condition.length > CONDITION_MAX) return [];
  const [joint, other] = passes ? ['&&', '||'] : ['||', '&&'];
  if (condition.includes(other)) return [];
  return condition.split(joint).flatMap((part) => comparisonOf(part.trim(), passes) ?? []);
}

function comparisonOf(part: string, passes: boolean): Found | null {
  const bare = /^\((.*)\)$/.exec(part)?.[1]?.trim() ?? part;
  const [, forwardOp, forwardValue] = FORWARD.exec(bare) ?? [];
  const [, backwardValue, backwardOp] = BACKWARD.exec(bare) ?? [];
  const op = OPS.find((each) => each === (forwardOp ?? backwardOp));
  const value = Number(forwardValue ?? backwardValue);
  if (op === undefined || !Number.isFinite(value)) return null;
  return { op: forwardOp === undefined ? TURNED[op] : op, value, passes };
}

/** The number in what was measured: alone, or the only one of a list. Null where it is none, or several. */
export function measuredNumber(text: string): number | null {
  const alone = /^\[\s*([^,\]]+)\s*\]$/.exec(text.trim())?.[1] ?? text.trim();
  if (!/^[-+]?(\d|\.\d)/.test(alone)) return null;
  const value = Number(alone);
  return Number.isFinite(value) ? value : null;
}
