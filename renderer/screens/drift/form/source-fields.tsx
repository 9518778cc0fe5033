import { useRequest } from '../../../data/request';
import { useConnections } from '../../../data/connections';
import { Select } from '../../../ui/select';
import { TextField } from '../../../ui/text-field';
import { useWords } from '../../../ui/use-words';
import { WorkspacePath } from '../../../../shared/models/workspace';
import type { Format, SourceKind } from './monitor-draft';
import type { FieldsProps } from './monitor-form';

const KINDS: readonly SourceKind[] = ['files', 'dataset', 'payloads', 'objects'];
const FORMATS: readonly Format[] = ['parquet', 'csv', 'jsonl', 'kserve', 'sagemaker'];

/** Where rows come from. */
export function SourceFields({ draft, set, connection }: FieldsProps & { readonly connection: string }) {
  const say = useWords();
  const isOpen = connection !== '';
  const datasets = useRequest('data.list', { connection: connection || 'none' }, { enabled: isOpen && draft.kind === 'dataset' });
  const services = useRequest('services.list', { connection: connection || 'none' }, { enabled: isOpen && draft.kind === 'payloads' });
  // A workspace and clusters hold no objects.
  const stores = useConnections().list.filter(({ system }) => system !== 'kubernetes' && system !== 'local');
  const kinds = KINDS.filter((kind) => kind !== 'objects' || stores.length > 0 || draft.kind === 'objects');
  // What was looked at is of another source.
  const other = { columns: {}, time: '' };
  return (
    <>
      <Select
        label={say('monitors.form.kind')}
        value={draft.kind}
        choices={kinds.map((value) => ({ value, label: say(`monitors.form.kind.${value}`) }))}
        onChange={(kind) => set({ kind, ...other, against: kind === 'payloads' ? 'window' : draft.against })}
      />
      {draft.kind === 'files' && (
        <TextField
          label={say('monitors.form.path')}
          hint={say('monitors.form.path.hint')}
          mono
          value={draft.path}
          error={draft.path.trim() !== '' && !WorkspacePath.safeParse(draft.path.trim()).success ? say('monitors.form.path.wrong') : null}
          onChange={(path) => set({ path, ...other })}
        />
      )}
      {draft.kind === 'dataset' && (
        <Select
          label={say('monitors.form.dataset')}
          value={draft.dataset || null}
          choices={(datasets.data?.datasets ?? []).map(({ name }) => ({ value: name, label: name }))}
          error={datasets.data?.datasets.length === 0 ? say('monitors.form.dataset.none') : null}
          onChange={(dataset) => set({ dataset, version: '', ...other })}
        />
      )}
      {draft.kind === 'dataset' && draft.version !== '' && (
        <Select
          label={say('monitors.form.version')}
          value={draft.version}
          choices={[
            { value: draft.version, label: say('monitors.form.version.one', { version: draft.version.slice(0, 8) }) },
            { value: '', label: say('monitors.form.version.all') },
          ]}
          onChange={(version) => set({ version, ...other })}
        />
      )}
      {draft.kind === 'payloads' && (
        <Select
          label={say('monitors.form.service')}
          value={draft.service || null}
          choices={(services.data?.services ?? []).map(({ name }) => ({ value: name, label: name }))}
          error={services.data?.services.length === 0 ? say('monitors.form.service.none') : null}
          onChange={(service) => set({ service, ...other })}
        />
      )}
      {draft.kind === 'objects' && (
        <>
          <Select
            label={say('monitors.form.connection')}
            value={draft.connection || null}
            choices={stores.map(({ id, name }) => ({ value: id, label: name }))}
            error={stores.length === 0 ? say('monitors.form.connection.none') : null}
            onChange={(next) => set({ connection: next, ...other })}
          />
          <TextField label={say('monitors.form.bucket')} mono value={draft.bucket} onChange={(bucket) => set({ bucket, ...other })} />
          <TextField label={say('monitors.form.prefix')} mono value={draft.prefix} onChange={(prefix) => set({ prefix, ...other })} />
          <TextField label={say('monitors.form.glob')} mono placeholder="**/*.parquet" value={draft.glob} onChange={(glob) => set({ glob, ...other })} />
        </>
      )}
      {(draft.kind === 'files' || draft.kind === 'objects') && (
        <Select
          label={say('monitors.form.format')}
          value={draft.format}
          choices={FORMATS.map((value) => ({ value, label: say(`monitors.form.format.${value}`) }))}
          onChange={(format) => set({ format, ...other })}
        />
      )}
    </>
  );
}
