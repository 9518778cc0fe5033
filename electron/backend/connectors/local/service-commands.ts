import type { ActionRequest } from '../../../../shared/models/action';
import type { ServerCommand } from '../../../../shared/models/server-command';
import { stepText } from '../../../../shared/models/release-steps';
import type { ReleasePlan } from '../../../../shared/models/service';
import { quote } from './commands';

const NAMES: Readonly<Partial<Record<ActionRequest['action'], readonly string[]>>> = { 'promote-full': ['promote', '--full'], 'roll-back': ['rollback'] };

/** The same from the command line, ready to paste. */
export function serviceCommands(folder: string, service: string, request: ActionRequest, plan: ReleasePlan): readonly string[] {
  const [verb = request.action, ...flags] = NAMES[request.action] ?? [];
  const more =
    request.action === 'start'
      ? ['--model-uri', request.modelUri ?? '', ...serverFlags(request.server ?? null), ...planFlags(plan)]
      : request.action === 'roll-back'
        ? ['--to', request.revision]
        : [];
  return [['npx', 'pilothouse', verb, service, ...flags, '--workspace', folder, ...more].map(quote).join(' ')];
}

const serverFlags = (server: ServerCommand | null): string[] => (server ? ['--server', JSON.stringify(server)] : []);

/** As `--steps` takes them: `20,50:600` is 20 % until somebody goes on, then 50 % for ten minutes. */
function planFlags({ strategy, steps, bakeSeconds, errorLimit, shadow }: ReleasePlan): string[] {
  const stops = steps.map(stepText).join(',');
  const way = strategy === 'blue-green' ? ['--blue-green'] : ['--steps', stops === '' ? 'none' : stops];
  return [
    ...way,
    '--bake',
    String(bakeSeconds),
    '--error-limit',
    errorLimit === null ? 'none' : String(errorLimit),
    ...(shadow > 0 ? ['--shadow', String(shadow)] : []),
  ];
}
