import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ModelName } from '../../../shared/models/model';
import { useRequest } from '../../data/request';
import { markInteractive } from '../../data/marks';
import type { Here } from '../../data/workspace';
import { AliasChips } from '../../parts/alias-chips';
import { EditText } from '../../parts/edit-text';
import { ExportMenu } from '../../parts/export-menu';
import { IntegrityMark } from '../../parts/integrity-mark';
import { PageColumns } from '../../parts/page-columns';
import { PlaceHeader } from '../../parts/place-header';
import { SetAliasButton } from '../../parts/set-alias-button';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { AliasPanel } from './alias-panel';
import styles from './model.module.css';
import { VersionTable } from './version-table';

/** The page of one model, by its address. */
export function ModelPage() {
  const say = useWords();
  const { id }: { readonly id?: string } = useParams({ strict: false });
  const name = ModelName.safeParse(id).data;
  useEffect(markInteractive, []);
  if (name === undefined) return <EmptyState title={say('shell.not-found.title')} text={say('shell.not-found.text')} />;
  return <WorkspaceGate title="models.title">{(here) => <Known key={name} here={here} name={name} />}</WorkspaceGate>;
}

function Known({ here, name }: { readonly here: Here; readonly name: string }) {
  const say = useWords();
  const { connection } = here;
  const { data: model, error, refetch } = useRequest('models.get', { connection, model: name });
  if (!model) {
    return error ? (
      <FailureState failure={error} what={say('models.model.unread')} onRetry={() => void refetch()} />
    ) : (
      <LoadingState what={say('models.model.loading')} lines={6} />
    );
  }
  const wrong = model.history.filter(({ integrity }) => integrity.state === 'tampered' || integrity.state === 'missing');
  return (
    <>
      <PlaceHeader
        up={[{ id: 'models', name: say('models.title'), address: { to: '/models' } }]}
        kind="models.model"
        title={model.name}
        beside={model.latest !== null && <bdi>{say('models.v', { number: model.latest })}</bdi>}
        marks={
          <>
            <AliasChips aliases={model.aliases} />
            <IntegrityMark state={model.integrity} />
          </>
        }
      >
        {model.versions > 0 && <SetAliasButton connection={connection} model={name} />}
        <ExportMenu
          name={model.name}
          table={() => ({
            headings: [
              say('models.version'),
              say('models.column.aliases'),
              say('models.run'),
              say('models.digest'),
              say('models.size'),
              say('models.column.integrity'),
              say('models.created'),
            ],
            rows: model.history.map(({ version, aliases, run, digest, bytes, integrity, createdAt }) => [
              version,
              aliases.join(' '),
              run,
              digest,
              bytes,
              integrity.state,
              new Date(createdAt).toISOString(),
            ]),
          })}
          json={() => model}
        />
      </PlaceHeader>
      {wrong.length > 0 && (
        <div className={styles.above}>
          <Banner
            tone="bad"
            title={say('models.tampered', {
              count: wrong.length,
              versions: wrong.map(({ version }) => say('models.v', { number: version })).join(say('ui.list.comma')),
            })}
          >
            {say('models.tampered.text')}
          </Banner>
        </div>
      )}
      <PageColumns
        main={<VersionTable connection={connection} model={model} />}
        side={
          <>
            <AliasPanel here={here} model={model} />
            <Panel title={say('models.about')}>
              <EditText
                label={say('models.description')}
                value={model.description}
                empty={say('models.description.none')}
                verb="models.describe"
                inputOf={(description) => ({ connection, model: name, version: null, description })}
              />
              <Facts ends>
                <Fact word={say('models.created')}>
                  <RelativeTime at={model.createdAt} />
                </Fact>
                {model.tags.map(({ key, value }) => (
                  <Fact key={key} word={<bdi>{key}</bdi>}>
                    <bdi>{value}</bdi>
                  </Fact>
                ))}
              </Facts>
            </Panel>
          </>
        }
      />
    </>
  );
}
