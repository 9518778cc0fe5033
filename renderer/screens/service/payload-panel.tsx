import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { Service } from '../../../shared/models/service';
import { useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { Chip } from '../../ui/chip';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { NumberText, ShareText } from '../../ui/number-text';
import { Panel } from '../../ui/panel';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { type PayloadDraft, payloadDraft, payloadOf, type Treatment } from './payload-draft';
import styles from './service.module.css';
import { useSignature } from './use-signature';

const TREATMENTS: readonly Treatment[] = ['keep', 'mask', 'drop'];
const TONES = { off: 'plain', writing: 'ok', gap: 'bad' } as const;

export type PayloadPanelProps = { readonly here: Here; readonly service: Service };

/** What is kept of requests and answers: how many, how long, and what of them is never written. */
export function PayloadPanel({ here, service }: PayloadPanelProps) {
  const say = useWords();
  const intl = useIntl();
  const [changing, setChanging] = useState(false);
  const { payload, settings } = service;
  return (
    <Panel
      title={say('services.payload')}
      beside={<Chip tone={TONES[payload.state]}>{say(`services.payload.${payload.state}`)}</Chip>}
      aside={
        <Button size="s" reason={here.lostAt === null ? null : say('workspace.lost.deed')} onClick={() => setChanging(true)}>
          {say('services.payload.edit')}
        </Button>
      }
    >
      {payload.failure && <FailureState compact failure={payload.failure} what={say('services.payload.gap.text')} />}
      <Facts ends>
        <Fact word={say('services.payload.share.short')}>
          <ShareText share={settings.payload.share} />
        </Fact>
        {payload.state === 'gap' && payload.since !== null && (
          <Fact word={say('services.payload.since')}>
            <ClockTime at={payload.since} />
          </Fact>
        )}
        {payload.state !== 'off' && (
          <>
            <Fact word={say('services.payload.written')}>
              <NumberText value={payload.written} />
            </Fact>
            <Fact word={say('services.payload.lost')} warn={payload.lost > 0}>
              <NumberText value={payload.lost} />
            </Fact>
          </>
        )}
        <Fact word={say('services.payload.files')}>
          <bdi>{say('services.payload.files.of', { count: payload.files, size: bytesText(intl, payload.bytes) })}</bdi>
        </Fact>
      </Facts>
      {changing && <PayloadDialog connection={here.connection} service={service} onClose={() => setChanging(false)} />}
    </Panel>
  );
}

type DialogProps = { readonly connection: string; readonly service: Service; readonly onClose: () => void };

function PayloadDialog({ connection, service, onClose }: DialogProps) {
  const say = useWords();
  const signature = useSignature(connection, service);
  const change = useChange('services.change', { refresh: ['services.get'] });
  const [draft, setDraft] = useState<PayloadDraft>(() => payloadDraft(service.settings.payload));
  const { settings, wrong } = payloadOf(draft);
  const told = [...(signature?.inputs ?? []), ...(signature?.outputs ?? [])].flatMap(({ name }) => name ?? []);
  const names = [...new Set([...told, ...Object.keys(draft.features)])];
  const field = (id: 'percent' | 'megabytes' | 'days') => ({
    kind: 'number' as const,
    value: draft[id],
    error: wrong.has(id) ? say('services.settings.wrong') : null,
    onChange: (value: string) => setDraft({ ...draft, [id]: value }),
  });
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={say('services.payload.title', { name: service.name })}
      submitWord={say('workspace.edit.save')}
      reason={settings ? null : say('services.settings.wrong')}
      working={change.isPending}
      onSubmit={() => settings && change.mutate({ connection, service: service.name, settings: { payload: settings } }, { onSuccess: onClose })}
    >
      <TextField firstFocus label={say('services.payload.share')} hint={say('services.payload.share.hint')} {...field('percent')} />
      <TextField label={say('services.payload.bytes')} hint={say('services.payload.bytes.hint')} {...field('megabytes')} />
      <TextField label={say('services.payload.days')} {...field('days')} />
      {names.length > 0 && <p className={styles.quiet}>{say('services.payload.features')}</p>}
      <div className={styles.fields}>
        {names.map((name) => (
          <Select
            key={name}
            label={name}
            value={draft.features[name] ?? 'keep'}
            choices={TREATMENTS.map((value) => ({ value, label: say(`services.payload.${value}`) }))}
            onChange={(treatment) => setDraft({ ...draft, features: { ...draft.features, [name]: treatment } })}
          />
        ))}
      </div>
      {change.error && <FailureState compact once failure={change.error} />}
    </FormDialog>
  );
}
