import { WorkspacePath } from '../../../../shared/models/workspace';
import { useRequest } from '../../../data/request';
import { Select } from '../../../ui/select';
import { TextField } from '../../../ui/text-field';
import { useWords } from '../../../ui/use-words';
import styles from './form.module.css';
import { momentOf, type ReferenceKind, whole } from './monitor-draft';
import type { FieldsProps } from './monitor-form';
import { sourceName } from './source-name';

const NONE = '';

/** What it is held against, and by which time rows are put into windows. */
export function ReferenceFields({ draft, set, connection, times }: FieldsProps & { readonly connection: string; readonly times: readonly string[] }) {
  const say = useWords();
  const datasets = useRequest('data.list', { connection: connection || 'none' }, { enabled: connection !== '' && draft.against === 'dataset' });
  const kinds: readonly ReferenceKind[] = [
    ...(draft.given ? (['given'] as const) : []),
    'window',
    'files',
    'dataset',
    ...(draft.kind === 'payloads' ? (['revision'] as const) : []),
  ];
  const nameOf = (kind: ReferenceKind) =>
    kind === 'given' && draft.given ? sourceName(draft.given) : say(`monitors.form.reference.${kind === 'files' || kind === 'given' ? 'source' : kind}`);
  const [from, to] = [momentOf(draft.from), momentOf(draft.to)];
  const offered = [...new Set([...times, ...(draft.time === '' ? [] : [draft.time])])];
  return (
    <div className={styles.fields}>
      {draft.kind !== 'payloads' && (
        <Select
          label={say('monitors.form.time')}
          hint={say('monitors.form.time.hint')}
          value={draft.time}
          choices={[...offered.map((name) => ({ value: name, label: name })), { value: NONE, label: say('monitors.form.time.none') }]}
          onChange={(time) => set({ time })}
        />
      )}
      <Select
        label={say('monitors.form.reference')}
        value={draft.against}
        choices={kinds.map((value) => ({ value, label: nameOf(value) }))}
        onChange={(against) => set({ against })}
      />
      {draft.against === 'window' && (
        <>
          <TextField
            label={say('monitors.form.reference.from')}
            hint={say('monitors.form.reference.day')}
            mono
            value={draft.from}
            error={draft.from.trim() !== '' && from === null ? say('monitors.form.reference.day') : null}
            onChange={(text) => set({ from: text })}
          />
          <TextField
            label={say('monitors.form.reference.to')}
            mono
            value={draft.to}
            error={
              draft.to.trim() === ''
                ? null
                : to === null
                  ? say('monitors.form.reference.day')
                  : from !== null && to <= from
                    ? say('monitors.form.reference.order')
                    : null
            }
            onChange={(text) => set({ to: text })}
          />
        </>
      )}
      {draft.against === 'files' && (
        <TextField
          label={say('monitors.form.reference.path')}
          mono
          value={draft.referencePath}
          error={draft.referencePath.trim() !== '' && !WorkspacePath.safeParse(draft.referencePath.trim()).success ? say('monitors.form.path.wrong') : null}
          onChange={(referencePath) => set({ referencePath })}
        />
      )}
      {draft.against === 'dataset' && (
        <Select
          label={say('monitors.form.reference.dataset')}
          value={draft.referenceDataset || null}
          choices={(datasets.data?.datasets ?? []).map(({ name }) => ({ value: name, label: name }))}
          error={datasets.data?.datasets.length === 0 ? say('monitors.form.dataset.none') : null}
          onChange={(referenceDataset) => set({ referenceDataset })}
        />
      )}
      {draft.against === 'revision' && (
        <TextField
          label={say('monitors.form.revision')}
          kind="number"
          value={draft.revision}
          error={draft.revision.trim() !== '' && whole(draft.revision, 1, Number.MAX_SAFE_INTEGER) === null ? say('monitors.form.revision.wrong') : null}
          onChange={(revision) => set({ revision })}
        />
      )}
    </div>
  );
}
