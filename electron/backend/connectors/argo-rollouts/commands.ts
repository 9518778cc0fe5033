import { kubectlCommands } from '../../kube/kubectl-command';
import type { Subject } from './subject';

export const RESOURCE = 'rollouts.argoproj.io';

export const kubectl = ({ context, delivery: { namespace } }: Subject, ...words: readonly string[]): readonly string[] =>
  kubectlCommands({ context, namespace }, ...words);

/** The plugin's own command. */
export const plugin = (subject: Subject, ...words: readonly string[]): readonly string[] => kubectl(subject, 'argo', 'rollouts', ...words);

/** The plugin has no command that ends a pause by hand and nothing else. */
export const resumeCommand = (subject: Subject): readonly string[] =>
  kubectl(subject, 'patch', RESOURCE, subject.delivery.name, '--type=merge', '--patch', JSON.stringify({ spec: { paused: false } }));

/** All of them or none, where one is too long to paste: half of it by hand would have another effect. */
export const whole = (...commands: readonly (readonly string[])[]): readonly string[] => (commands.every(({ length }) => length > 0) ? commands.flat() : []);
