import type { EntryPoint, Project } from '../../../shared/models/project';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './runs.module.css';
import { type Draft, entryOf, filledCommand, limitFault, paramFault, paramValue, projectOf } from './start-form';

export type StartFieldsProps = {
  readonly projects: readonly Project[];
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** What is missing is said only after a try; what is wrong at once. */
  readonly showFaults: boolean;
};

/** The environment that the project itself asks for. */
const AS_WRITTEN = '';

export function StartFields({ projects, draft, onDraft, showFaults }: StartFieldsProps) {
  const say = useWords();
  const project = projectOf(projects, draft);
  const entry = entryOf(project, draft);
  const environments = project?.environments ?? [];
  return (
    <>
      <div className={styles.fields}>
        {projects.length > 1 && (
          <Select
            label={say('runs.start.project')}
            value={draft.project}
            choices={projects.map(({ path, name }) => ({ value: path, label: path === '.' ? name : `${name} (${path})` }))}
            onChange={(path) => {
              const next = projects.find((each) => each.path === path);
              onDraft({ ...draft, project: path, entryPoint: next?.entryPoints[0]?.name ?? '', params: {}, environment: null });
            }}
          />
        )}
        <Select
          label={say('runs.start.entry')}
          value={draft.entryPoint}
          choices={(project?.entryPoints ?? []).map(({ name }) => ({ value: name, label: name }))}
          onChange={(entryPoint) => onDraft({ ...draft, entryPoint, params: {} })}
        />
        {environments.length > 0 && (
          <Select
            label={say('runs.start.environment')}
            value={draft.environment ?? AS_WRITTEN}
            choices={[{ value: AS_WRITTEN, label: say('runs.start.environment.own') }, ...environments.map(({ id, title }) => ({ value: id, label: title }))]}
            hint={environments.find(({ id }) => id === draft.environment)?.interpreter ?? null}
            onChange={(id) => onDraft({ ...draft, environment: id === AS_WRITTEN ? null : id })}
          />
        )}
      </div>
      {entry && entry.parameters.length > 0 && <Parameters entry={entry} draft={draft} onDraft={onDraft} showFaults={showFaults} />}
      <div className={styles.fields}>
        <TextField label={say('runs.start.name')} hint={say('runs.start.name.hint')} value={draft.name} onChange={(name) => onDraft({ ...draft, name })} />
        <TextField
          label={say('runs.start.limit')}
          hint={say('runs.start.limit.hint')}
          kind="number"
          value={draft.limit}
          error={limitFault(draft) && say('runs.form.number')}
          onChange={(limit) => onDraft({ ...draft, limit })}
        />
      </div>
      {entry && (
        <pre className={styles.command} dir="ltr" aria-label={say('runs.start.command')}>
          {filledCommand(entry, draft)}
        </pre>
      )}
    </>
  );
}

function Parameters({ entry, draft, onDraft, showFaults }: Omit<StartFieldsProps, 'projects'> & { readonly entry: EntryPoint }) {
  const say = useWords();
  return (
    <>
      <h3 className={styles.group}>{say('runs.start.parameters')}</h3>
      <div className={styles.fields}>
        {entry.parameters.map((parameter, index) => {
          const { name, type, default: own } = parameter;
          const fault = paramFault(draft, parameter);
          return (
            <TextField
              key={`${entry.name} ${name}`}
              label={name}
              mono
              required={own === null}
              firstFocus={index === 0}
              value={paramValue(draft, parameter)}
              hint={own === null ? say(`runs.start.type.${type}`) : say('runs.start.default', { type: say(`runs.start.type.${type}`), value: own })}
              error={fault && (fault === 'number' || showFaults) ? say(`runs.form.${fault}`) : null}
              onChange={(value) => onDraft({ ...draft, params: { ...draft.params, [name]: value } })}
            />
          );
        })}
      </div>
    </>
  );
}
