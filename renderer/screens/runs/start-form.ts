import type { Input } from '../../../shared/api/api';
import type { EntryPoint, Project } from '../../../shared/models/project';
import type { Run } from '../../../shared/models/run';

/** What was typed into the form. Parameters that nobody touched have their default. */
export type Draft = {
  readonly project: string;
  readonly entryPoint: string;
  readonly params: Readonly<Record<string, string>>;
  /** Null: what the project says. */
  readonly environment: string | null;
  readonly name: string;
  /** Minutes, as typed. Empty: no limit. */
  readonly limit: string;
};

const MINUTE_MS = 60_000;

export const projectOf = (projects: readonly Project[], draft: Draft): Project | undefined => projects.find(({ path }) => path === draft.project);
export const entryOf = (project: Project | undefined, draft: Draft): EntryPoint | undefined =>
  project?.entryPoints.find(({ name }) => name === draft.entryPoint);

/** The form as it opens: of a run that is begun with, or of the first project that can be started. */
export function firstDraft(projects: readonly Project[], from: Run | null): Draft | null {
  const ofRun = from?.code?.project ? projects.find(({ path }) => path === from.code?.project) : undefined;
  const project = ofRun ?? projects.find(({ failure }) => failure === null) ?? projects[0];
  if (!project) return null;
  const entry =
    project.entryPoints.find(({ name }) => name === from?.entryPoint) ??
    project.entryPoints.find(({ name }) => name === 'main') ??
    project.entryPoints.find(({ failure }) => failure === null) ??
    project.entryPoints[0];
  const names = new Set(entry?.parameters.map(({ name }) => name));
  return {
    project: project.path,
    entryPoint: entry?.name ?? '',
    params:
      ofRun && entry?.name === from?.entryPoint
        ? Object.fromEntries((from?.allParams ?? []).filter(({ key }) => names.has(key)).map(({ key, value }) => [key, value]))
        : {},
    environment: null,
    name: '',
    limit: '',
  };
}

export const paramValue = (draft: Draft, { name, default: own }: EntryPoint['parameters'][number]): string => draft.params[name] ?? own ?? '';

export type Fault = 'missing' | 'number';
/** What is wrong with a parameter; null where nothing is. */
export function paramFault(draft: Draft, parameter: EntryPoint['parameters'][number]): Fault | null {
  const value = paramValue(draft, parameter).trim();
  if (value === '') return parameter.default === null ? 'missing' : null;
  return parameter.type === 'float' && !Number.isFinite(Number(value)) ? 'number' : null;
}

export const limitFault = ({ limit }: Draft): Fault | null => (limit.trim() === '' || (Number.isFinite(Number(limit)) && Number(limit) > 0) ? null : 'number');

/** What is asked for; null while something is wrong. */
export function startInput(connection: string, projects: readonly Project[], draft: Draft): Input<'runs.start'> | null {
  const project = projectOf(projects, draft);
  const entry = entryOf(project, draft);
  if (!project || !entry || project.failure || entry.failure || limitFault(draft)) return null;
  if (entry.parameters.some((parameter) => paramFault(draft, parameter) !== null)) return null;
  return {
    connection,
    project: project.path,
    entryPoint: entry.name,
    params: Object.fromEntries(entry.parameters.map((parameter) => [parameter.name, paramValue(draft, parameter)])),
    environment: draft.environment,
    name: draft.name.trim() || null,
    timeLimitMs: draft.limit.trim() === '' ? null : Math.round(Number(draft.limit) * MINUTE_MS),
  };
}

/** The command with its parameters in their places, to be looked at. */
export function filledCommand(entry: EntryPoint, draft: Draft): string {
  return entry.command.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const parameter = entry.parameters.find((each) => each.name === name);
    return parameter ? paramValue(draft, parameter) || whole : whole;
  });
}
