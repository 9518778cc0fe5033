import { type RunsAs, ServerCommand } from '../../../shared/models/server-command';
import type { WordId } from '../../../shared/words/words';
import { commandText, commandWords } from './command-words';

/** What is typed of how a version is run. */
export type ServerDraft = {
  readonly runs: RunsAs['kind'];
  readonly command: string;
  readonly protocol: ServerCommand['protocol'];
  readonly model: string;
  readonly env: string;
  readonly ready: string;
};
export type ServerField = 'command' | 'model' | 'env' | 'ready';
export type ServerFault = { readonly field: ServerField; readonly word: WordId; readonly values?: Readonly<Record<string, string>> };
export type Drafted = {
  /** Null: by ONNX Runtime; or there is a fault. */
  readonly server: ServerCommand | null;
  /** What is understood of the command so far. */
  readonly words: readonly string[];
  /** Of the words, what looks like one that is filled in and is none. */
  readonly unknown: readonly string[];
  readonly fault: ServerFault | null;
};

export const PLACEHOLDERS = ['{model}', '{host}', '{port}', '{port2}', '{port3}'] as const;

/** As it is run where nobody says otherwise; nothing is known of it: an empty command. */
export function serverDraft(runs: RunsAs | null): ServerDraft {
  const empty = { command: '', protocol: 'oip', model: 'model', env: '', ready: '120' } as const;
  if (runs?.kind !== 'server') return { runs: runs?.kind ?? 'server', ...empty };
  const { argv, protocol, model, env, readySeconds } = runs.server;
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return { runs: 'server', command: commandText(argv), protocol, model, env: pairs.join('\n'), ready: String(readySeconds) };
}

/** The server that a draft comes to; or the first thing that keeps it from being one. */
export function serverOf(draft: ServerDraft): Drafted {
  if (draft.runs === 'onnx') return { server: null, words: [], unknown: [], fault: null };
  const { words, fault } = commandWords(draft.command);
  if (fault) return faulty([], 'command', `server.command.${fault.kind}`, { sign: fault.at });
  const bad = (field: ServerField, word: WordId, values?: Readonly<Record<string, string>>) => faulty(words, field, word, values);
  if (words.length === 0 || words[0] === '') return bad('command', 'server.command.first');
  const env = envOf(draft.env);
  if (!env.pairs) return bad('env', env.fault, { line: env.line });
  const texts = [...words, ...Object.values(env.pairs)];
  if (!texts.some((text) => text.includes('{port}'))) return bad('command', 'server.command.port');
  const readySeconds = draft.ready.trim() === '' ? Number.NaN : Number(draft.ready);
  if (!ServerCommand.shape.readySeconds.safeParse(readySeconds).success) return bad('ready', 'server.ready.wrong');
  const model = draft.protocol === 'oip' ? draft.model.trim() : 'model';
  if (!ServerCommand.shape.model.safeParse(model).success) return bad('model', 'server.model.wrong');
  const parsed = ServerCommand.safeParse({ argv: words, protocol: draft.protocol, model, env: env.pairs, readySeconds });
  if (!parsed.success) return bad('command', 'server.command.long');
  return { server: parsed.data, words, unknown: unknownIn(texts), fault: null };
}

const faulty = (words: readonly string[], field: ServerField, word: WordId, values?: Readonly<Record<string, string>>): Drafted => ({
  server: null,
  words,
  unknown: [],
  fault: { field, word, ...(values && { values }) },
});

/** Braces may be meant: they are handed over as they stand, and said. */
const unknownIn = (texts: readonly string[]): string[] => {
  const known: readonly string[] = PLACEHOLDERS;
  return [...new Set(texts.flatMap((text) => text.match(/\{[a-z]\w*\}/gi) ?? []))].filter((name) => !known.includes(name));
};

type Env = { readonly pairs: Readonly<Record<string, string>> } | { readonly pairs: null; readonly fault: WordId; readonly line: string };

/** `NAME=value` on each line; a value may hold anything but a line end. */
function envOf(text: string): Env {
  const pairs: Record<string, string> = Object.create(null) as Record<string, string>; // `constructor` is a name like others
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    const name = line.slice(0, at).trim();
    if (at < 1 || !/^[A-Za-z_]\w{0,99}$/.test(name)) return { pairs: null, fault: 'server.env.wrong', line };
    if (name in pairs) return { pairs: null, fault: 'server.env.twice', line: name };
    pairs[name] = line.slice(at + 1);
  }
  return { pairs: { ...pairs } };
}
