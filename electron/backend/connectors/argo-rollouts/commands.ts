import type { Subject } from './subject';

const SAFE = /^[\w@%+=:,./-]+$/;
/** Longer than this, nobody pastes it; a part of a command is no command. */
const COMMAND_MAX = 2_000;

/** A word that a POSIX shell takes as it is, whatever it holds. */
const quote = (word: string): string => (SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

const command = ({ context, delivery }: Subject, words: readonly string[]): string =>
  [...words, `--namespace=${delivery.namespace}`, `--context=${context}`].map(quote).join(' ');

/** The plugin's own command. */
export const plugin = (subject: Subject, ...words: readonly string[]): string => command(subject, ['kubectl', 'argo', 'rollouts', ...words]);

export const kubectl = (subject: Subject, ...words: readonly string[]): string => command(subject, ['kubectl', ...words]);

export const RESOURCE = 'rollouts.argoproj.io';

/** The plugin has no command that ends a pause by hand and nothing else. */
export const resumeCommand = (subject: Subject): string =>
  kubectl(subject, 'patch', RESOURCE, subject.delivery.name, '--type=merge', '--patch', JSON.stringify({ spec: { paused: false } }));

/** All of them or none: half of it by hand would have another effect. */
export const whole = (...commands: readonly string[]): readonly string[] => (commands.every(({ length }) => length <= COMMAND_MAX) ? commands : []);
