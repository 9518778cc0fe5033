import { basename } from 'node:path';
import { redact } from '../../../../shared/lib/redact';
import { AppError, type FailureReason, failure } from '../../../../shared/models/failure';
import type { Credential } from '../cluster-access';
import type { KubeExec } from '../kubeconfig/kubeconfig-schema';
import { execInfo, parseExecCredential } from './exec-credential';
import { type ExecLimits, type ExecOutcome, runProgram } from './exec-process';
import { findCommand, joinPaths, pathOf } from './find-command';
import { bearerHeader } from './request-headers';
import type { PluginCluster } from './sign-in';

/** Where plugins run. */
export type PluginHost = {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly homeDir: string;
  /** PATH as the login shell has it, where that differs from `env`; asked only before a plugin runs. */
  readonly loginPath: (isMissing: boolean) => Promise<string | null>;
  readonly limits: ExecLimits;
};

/** Time for a person to sign in in a browser; room for a credential with certificates; the last words of a plugin. */
export const PLUGIN_LIMITS: ExecLimits = { timeoutMs: 60_000, stdoutBytes: 1024 * 1024, stderrBytes: 16 * 1024 };
/** What a failure shows of them. */
const SHOWN_CHARS = 3_000;

/** Runs an exec plugin once. Throws AppError; what the plugin said on stderr is in its text, without secrets. */
export async function runPlugin(exec: KubeExec, cluster: PluginCluster | null, host: PluginHost, signal: AbortSignal): Promise<Credential> {
  const values = { command: basename(exec.command) };
  const { program, path } = await locate(exec, host, values);
  const own = Object.fromEntries(exec.env.map(({ name, value }) => [name, value]));
  const env = { ...host.env, PATH: path, ...own, KUBERNETES_EXEC_INFO: execInfo(exec, cluster) };
  const outcome = await runProgram(program, exec.args, env, host.homeDir, host.limits, signal);
  const secrets = [...Object.values(own), ...exec.args.filter((argument) => SECRET_ARGUMENT.test(argument))];
  const said = quote(outcome.stderr, secrets);
  if (outcome.end === 'aborted') throw new AppError(failure('cancelled'));
  if (outcome.end !== 'exited' || outcome.code !== 0) throw pluginError(reasonOf(outcome), { ...values, ...detailOf(outcome, host.limits) }, said);
  const answer = parseExecCredential(outcome.stdout, exec.apiVersion);
  if (typeof answer === 'string') throw pluginError('exec-garbled', values, said === '' ? answer : `${answer}\n${said}`);
  return { headers: answer.token === '' ? {} : bearerHeader(answer.token), cert: answer.cert, key: answer.key, expiresAt: answer.expiresAt };
}

async function locate(
  exec: KubeExec,
  host: PluginHost,
  values: Readonly<Record<string, string>>,
): Promise<{ readonly program: string; readonly path: string }> {
  const own = pathOf(host.env);
  const found = findCommand(exec.command, own, host.env);
  const login = await host.loginPath(found === null);
  const path = login === null ? own : joinPaths(own, login);
  const program = found ?? findCommand(exec.command, path, host.env);
  if (program !== null) return { program, path };
  const hint = readable(exec.installHint);
  throw pluginError('exec-missing', { ...values, ...(hint !== '' && { hint }) }, hint);
}

function reasonOf(outcome: ExecOutcome): FailureReason {
  if (outcome.end === 'timed-out') return 'exec-timeout';
  return outcome.end === 'flooded' ? 'exec-flooded' : 'exec-failed';
}

function detailOf(outcome: ExecOutcome, limits: ExecLimits): Readonly<Record<string, string>> {
  if (outcome.end === 'timed-out') return { seconds: String(Math.round(limits.timeoutMs / 1000)) };
  return outcome.code === null ? {} : { exit: String(outcome.code) };
}

function pluginError(reason: FailureReason, values: Readonly<Record<string, string>>, text: string): AppError {
  return new AppError(failure('unauthenticated', { reason, values, ...(text !== '' && { text }) }));
}

const SECRET_ARGUMENT = /secret|passw|token/i;
/** Shorter values are words such as `true`, which stand in every sentence. */
const SECRET_CHARS_MIN = 6;

/** The end of what a plugin said, for people to read: no escape codes, and none of the values that it was given. */
function quote(stderr: string, secrets: readonly string[]): string {
  let text = readable(stderr);
  const values = secrets.map((secret) => secret.replace(/^--?[\w-]+=/, '')).filter((secret) => secret.length >= SECRET_CHARS_MIN);
  for (const value of values.toSorted((one, other) => other.length - one.length)) text = text.replaceAll(value, '[redacted]');
  return redact(text).slice(-SHOWN_CHARS).trim();
}

/** Without escape codes, control characters and marks that turn the direction of text. */
function readable(text: string): string {
  return text
    .replace(/(?![\t\r\n])\p{Cc}\[[0-9;?]*[A-Za-z]/gu, '')
    .replace(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu, '')
    .trim();
}
