import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { Output } from '../../../../shared/api/api';
import type { DriftMonitor } from '../../../../shared/models/drift-monitor';
import { monitorAddress } from '../../../data/drift';
import { useChange, useRequest } from '../../../data/request';
import { useOpenConnection } from '../../../data/workspace';
import { Button } from '../../../ui/button';
import { bytesText } from '../../../ui/bytes-text';
import { FailureState } from '../../../ui/failure-state';
import { FormDialog } from '../../../ui/form-dialog';
import { SearchIcon } from '../../../ui/icons';
import { TextField } from '../../../ui/text-field';
import { useWords } from '../../../ui/use-words';
import { spanWords } from '../window-text';
import { ColumnsFields } from './columns-fields';
import styles from './form.module.css';
import { columnDrafts, dayText, draftOf, draftSettings, draftSource, EMPTY_DRAFT, type MonitorDraft } from './monitor-draft';
import { ReferenceFields } from './reference-fields';
import { RulesFields } from './rules-fields';
import { SourceFields } from './source-fields';

export type Peeked = Output<'drift.peek'>;
export type FieldsProps = { readonly draft: MonitorDraft; readonly set: (patch: Partial<MonitorDraft>) => void };

const namesOf = ({ reference, settings }: DriftMonitor): readonly string[] =>
  reference?.columns.map(({ name }) => name) ?? [...new Set([...(settings.config.columns ?? []), ...Object.keys(settings.config.of)])];

export type MonitorFormProps = {
  /** The one that is changed; null: a new one is made. */
  readonly monitor: DriftMonitor | null;
  /** What is known of a new one already. */
  readonly begin?: Partial<MonitorDraft>;
  readonly onClose: () => void;
};

/** Makes a monitor, or changes one into a new version. */
export function MonitorForm({ monitor, begin = {}, onClose }: MonitorFormProps) {
  const say = useWords();
  const navigate = useNavigate();
  const open = useOpenConnection() ?? '';
  // A monitor stays where it was made, whichever workspace is open now.
  const connection = monitor?.settings.source.connection ?? open;
  const [draft, setDraft] = useState(() => (monitor ? draftOf(monitor.settings, namesOf(monitor)) : { ...EMPTY_DRAFT, ...begin }));
  const set = (patch: Partial<MonitorDraft>) => setDraft((before) => ({ ...before, ...patch }));
  const peek = useChange('drift.peek');
  const create = useChange('drift.create');
  const change = useChange('drift.change');
  const source = draftSource(draft, connection);
  const look = () =>
    source &&
    peek.mutate(
      // Whether it has the column of time is what is found out by looking.
      { source: 'time' in source ? { ...source, time: null } : source },
      { onSuccess: (seen) => setDraft((before) => ({ ...before, ...afterLook(before, seen) })) },
    );
  const isKnown = Object.keys(draft.columns).length > 0;
  const isOfService = draft.kind === 'payloads' && draft.service !== '' && connection !== '';
  const service = useRequest('services.get', { connection: connection || 'none', service: draft.service || 'none' }, { enabled: isOfService });
  const labels = (isOfService && service.data?.settings.labels) || null;
  const settings = draftSettings(draft, connection, monitor?.settings ?? null, labels);
  const reason =
    !isKnown && !monitor
      ? say('monitors.form.look-first')
      : settings
        ? null
        : say(draft.name.trim() === '' ? 'monitors.form.name.needed' : 'monitors.form.wrong');
  const send = () => {
    if (!settings) return;
    if (monitor) return change.mutate({ id: monitor.id, settings, expected: monitor.version }, { onSuccess: onClose });
    create.mutate(
      { settings },
      {
        onSuccess: ({ id }) => {
          const { to, params = {} } = monitorAddress(id);
          void navigate({ to, params: { ...params } });
        },
      },
    );
  };
  const failure = create.error ?? change.error;
  return (
    <FormDialog
      title={monitor ? say('monitors.change.title', { name: monitor.settings.name }) : say('monitors.create.title')}
      lead={
        (monitor || draft.of) && (
          <span className={styles.quiet}>
            {monitor ? say('monitors.change.text') : draft.of && say('monitors.form.speaks-of', { name: draft.of.id.split('/').slice(1).join('/') })}
          </span>
        )
      }
      size="l"
      onClose={onClose}
      submitWord={monitor ? say('monitors.change.now', { version: monitor.version + 1 }) : say('monitors.create.now')}
      reason={reason}
      working={create.isPending || change.isPending}
      onSubmit={send}
    >
      <div className={styles.fields}>
        <TextField label={say('monitors.form.name')} value={draft.name} onChange={(name) => set({ name })} firstFocus />
        <SourceFields draft={draft} set={set} connection={connection} />
      </div>
      <div className={styles.look}>
        <Button icon={SearchIcon} working={peek.isPending} reason={source ? null : say('monitors.form.path.wrong')} onClick={look}>
          {say('monitors.form.look')}
        </Button>
        {peek.data && <Seen seen={peek.data} />}
      </div>
      {labels && <p className={styles.quiet}>{say('monitors.form.labels', { dataset: labels.dataset, key: labels.key })}</p>}
      {peek.error && <FailureState compact once failure={peek.error} what={say('monitors.form.unread')} />}
      {(isKnown || monitor) && (
        <>
          <ReferenceFields draft={draft} set={set} connection={connection} times={peek.data?.times ?? []} />
          <RulesFields draft={draft} set={set} />
          <ColumnsFields draft={draft} set={set} />
        </>
      )}
      {failure && <FailureState compact once failure={failure} what={say('monitors.form.failed')} />}
    </FormDialog>
  );
}

const DAY_MS = 86_400_000;
/** The part of its own beginning that is proposed as a reference. */
const BEGINNING = 0.2;

/** What looking at a source fills in, where nothing was typed yet. */
function afterLook(before: MonitorDraft, { columns, times, first, last }: Peeked): Partial<MonitorDraft> {
  const names = columns.map(({ name }) => name);
  const time = names.includes(before.time) ? before.time : (times[0] ?? '');
  const days = first === null || last === null ? 0 : Math.max(1, Math.round(((last - first) / DAY_MS) * BEGINNING));
  const begins = first === null ? null : Math.floor(first / DAY_MS) * DAY_MS;
  return {
    time,
    columns: { ...columnDrafts(names), ...Object.fromEntries(Object.entries(before.columns).filter(([name]) => names.includes(name))) },
    predictions: before.predictions.length > 0 ? before.predictions : columns.filter(({ role }) => role === 'prediction').map(({ name }) => name),
    ...(before.from === '' && begins !== null && { from: dayText(begins), to: dayText(begins + days * DAY_MS) }),
  };
}

/** What is there: how much of it, and how far it reaches. */
function Seen({ seen: { files, bytes, columns, first, last } }: { readonly seen: Peeked }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <output className={styles.quiet}>
      {say('monitors.form.seen', {
        files,
        size: bytesText(intl, bytes),
        columns: columns.length,
        known: first === null || last === null ? 'no' : 'yes',
        span:
          first === null || last === null
            ? ''
            : spanWords(intl, { start: Math.floor(first / DAY_MS) * DAY_MS, end: Math.floor(last / DAY_MS) * DAY_MS + DAY_MS }),
      })}
    </output>
  );
}
