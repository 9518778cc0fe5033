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

/** For what the plugin has no command for. */
export const mergePatch = (subject: Subject, resource: string, name: string, body: object): string =>
  kubectl(subject, 'patch', resource, name, '--type=merge', '--patch', JSON.stringify(body));

export const RESOURCE = 'rollouts.argoproj.io';

/** All of them or none: half of it by hand would have another effect. */
export const whole = (...commands: readonly string[]): readonly string[] => (commands.every(({ length }) => length <= COMMAND_MAX) ? commands : []);
