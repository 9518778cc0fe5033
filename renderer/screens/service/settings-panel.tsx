import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { Service } from '../../../shared/models/service';
import { useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { Panel } from '../../ui/panel';
import { TextField } from '../../ui/text-field';
import { spanText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { draftOf, type SettingsDraft, settingsOf } from './settings-draft';

export type SettingsPanelProps = { readonly here: Here; readonly service: Service };

/** What callers meet: who stays with a revision, and how much may be asked at once. */
export function SettingsPanel({ here, service }: SettingsPanelProps) {
  const say = useWords();
  const intl = useIntl();
  const [changing, setChanging] = useState(false);
  const { stickyHeader, bodyMax, timeoutMs, concurrent, queued, batching } = service.settings;
  return (
    <Panel
      title={say('services.settings')}
      aside={
        <Button size="s" reason={here.lostAt === null ? null : say('workspace.lost.deed')} onClick={() => setChanging(true)}>
          {say('services.settings.edit')}
        </Button>
      }
    >
      <Facts ends>
        <Fact word={say('services.settings.sticky.short')}>
          {stickyHeader === null ? say('services.settings.sticky.none') : <CodeText>{stickyHeader}</CodeText>}
        </Fact>
        <Fact word={say('services.settings.body.short')}>
          <bdi>{bytesText(intl, bodyMax)}</bdi>
        </Fact>
        <Fact word={say('services.settings.timeout.short')}>
          <bdi>{spanText(intl, timeoutMs)}</bdi>
        </Fact>
        <Fact word={say('services.settings.concurrent')}>{intl.formatNumber(concurrent)}</Fact>
        <Fact word={say('services.settings.queued')}>{intl.formatNumber(queued)}</Fact>
        <Fact word={say('services.settings.batching.short')}>
          {batching === null ? say('services.settings.batching.off') : say('services.settings.batching.on', batching)}
        </Fact>
      </Facts>
      {changing && <SettingsDialog connection={here.connection} service={service} onClose={() => setChanging(false)} />}
    </Panel>
  );
}

type DialogProps = { readonly connection: string; readonly service: Service; readonly onClose: () => void };

function SettingsDialog({ connection, service: { name, settings }, onClose }: DialogProps) {
  const say = useWords();
  const change = useChange('services.change', { refresh: ['services.get'] });
  const [draft, setDraft] = useState(() => draftOf(settings));
  const { settings: asked, wrong } = settingsOf(draft);
  const field = (id: keyof SettingsDraft) => ({
    value: draft[id],
    error: wrong.has(id) ? say('services.settings.wrong') : null,
    onChange: (value: string) => setDraft({ ...draft, [id]: value }),
  });
  return (
    <FormDialog
      onClose={onClose}
      title={say('services.settings.title', { name })}
      submitWord={say('workspace.edit.save')}
      reason={asked ? null : say('services.settings.wrong')}
      working={change.isPending}
      onSubmit={() => asked && change.mutate({ connection, service: name, settings: asked }, { onSuccess: onClose })}
    >
      <TextField mono firstFocus label={say('services.settings.sticky')} hint={say('services.settings.sticky.hint')} {...field('stickyHeader')} />
      <TextField kind="number" label={say('services.settings.body')} {...field('bodyMax')} />
      <TextField kind="number" label={say('services.settings.timeout')} {...field('timeoutMs')} />
      <TextField kind="number" label={say('services.settings.concurrent')} {...field('concurrent')} />
      <TextField kind="number" label={say('services.settings.queued')} hint={say('services.settings.queued.hint')} {...field('queued')} />
      <TextField kind="number" label={say('services.settings.batching')} hint={say('services.settings.batching.hint')} {...field('rows')} />
      {draft.rows.trim() !== '' && (
        <TextField kind="number" label={say('services.settings.batching.wait')} hint={say('services.settings.batching.wait.hint')} {...field('waitMs')} />
      )}
      {change.error && <FailureState compact once failure={change.error} />}
    </FormDialog>
  );
}
