import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { KeptPayloads } from '../../../shared/models/payload';
import { useChange, useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { notify } from '../../parts/notices';
import { bytesText } from '../../ui/bytes-text';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { LoadingState } from '../../ui/loading-state';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { useWords } from '../../ui/use-words';
import { type Age, AGES, firstKept, type PayloadSum, payloadSums } from './payload-age';

export type PayloadsDialogProps = { readonly here: Here; readonly onClose: () => void };

/** What payload logs hold, by service and age, also of services that are gone; and making room. */
export function PayloadsDialog({ here, onClose }: PayloadsDialogProps) {
  const say = useWords();
  const { data, error, dataUpdatedAt } = useRequest('services.payloads', { connection: here.connection });
  if (data && data.logs.length > 0) return <Form here={here} logs={data.logs} now={dataUpdatedAt} onClose={onClose} />;
  return (
    <Dialog opened onClose={onClose} title={say('workspace.payloads.title')} size="s">
      {data && <p>{say('workspace.payloads.none')}</p>}
      {error && <FailureState compact failure={error} />}
      {!data && !error && <LoadingState what={say('workspace.payloads.loading')} />}
    </Dialog>
  );
}

type FormProps = PayloadsDialogProps & { readonly logs: readonly KeptPayloads[]; readonly now: number };

function Form({ here, logs, now, onClose }: FormProps) {
  const say = useWords();
  const intl = useIntl();
  const [age, setAge] = useState<Age>('30');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const before = firstKept(age, now);
  const sums = payloadSums(logs, before);
  const chosen = sums.filter(({ service, freeBytes }) => freeBytes > 0 && !left.has(service));
  const size = (bytes: number) => bytesText(intl, bytes);
  const free = useChange('services.freePayloads', {
    refresh: ['workspaces.usage', 'services.payloads'],
    done({ freedBytes }) {
      onClose();
      notify({ tone: 'ok', word: 'workspace.disk.freed', values: { size: size(freedBytes) } });
    },
  });
  const toggle = ({ service }: PayloadSum, isChosen: boolean) =>
    setLeft(isChosen ? new Set([...left].filter((each) => each !== service)) : new Set([...left, service]));
  const holdsText = ({ files: count, bytes, from, to, freeBytes, namedBytes }: PayloadSum) => {
    const days = intl.formatDateTimeRange(from, to, { dateStyle: 'medium', timeZone: 'UTC' });
    const holds = [say('workspace.payloads.holds', { count, size: size(bytes), days }), say('workspace.payloads.goes', { size: size(freeBytes) })];
    return [...holds, ...(namedBytes > 0 ? [say('workspace.payloads.named', { size: size(namedBytes) })] : [])].join(' ');
  };
  const total = chosen.reduce((sum, { freeBytes }) => sum + freeBytes, 0);
  const hindrance = here.lostAt !== null ? say('workspace.lost.deed') : total === 0 ? say('workspace.payloads.nothing') : null;
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={say('workspace.payloads.title')}
      submitWord={say('workspace.payloads.remove', { size: size(total) })}
      danger
      reason={hindrance}
      working={free.isPending}
      onSubmit={() => free.mutate({ connection: here.connection, services: chosen.map(({ service }) => service), before })}
    >
      <p>{say('workspace.payloads.text')}</p>
      <Select
        label={say('workspace.payloads.age')}
        value={age}
        choices={AGES.map((value) => ({
          value,
          label: value === 'all' ? say('workspace.payloads.age.all') : say('workspace.payloads.age.days', { days: Number(value) }),
        }))}
        onChange={setAge}
      />
      {sums.map((sum) => {
        const holds = holdsText(sum);
        return (
          <Checkbox
            key={sum.service}
            label={sum.isServed ? sum.service : say('workspace.payloads.gone', { name: sum.service })}
            hint={holds}
            checked={chosen.includes(sum)}
            reason={sum.freeBytes === 0 ? holds : null}
            onChange={(isChosen) => toggle(sum, isChosen)}
          />
        );
      })}
      {free.error && <FailureState compact once failure={free.error} />}
    </FormDialog>
  );
}
