import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ModelName, type ModelVersion, ModelVersionNumber } from '../../../shared/models/model';
import { useRequest } from '../../data/request';
import { markInteractive } from '../../data/marks';
import type { Here } from '../../data/workspace';
import { modelAddress } from '../../data/workspace-address';
import { AliasChips } from '../../parts/alias-chips';
import { ExportMenu } from '../../parts/export-menu';
import { IntegrityMark } from '../../parts/integrity-mark';
import { LineageLink } from '../../parts/lineage-link';
import { PageColumns } from '../../parts/page-columns';
import { PlaceHeader } from '../../parts/place-header';
import { ServeButton } from '../../parts/serve-button';
import { SetAliasButton } from '../../parts/set-alias-button';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { Banner } from '../../ui/banner';
import { Chip } from '../../ui/chip';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { AboutPanel } from './about-panel';
import { FilesPanel } from './files-panel';
import { IntegrityPanel } from './integrity-panel';
import { MeasuredPanel } from './measured-panel';
import styles from './model-version.module.css';
import { SignaturePanel } from './signature-panel';
import { SourcePanel } from './source-panel';
import { StagesPanel } from './stages-panel';

/** The page of one version, by its address. */
export function ModelVersionPage() {
  const say = useWords();
  const { id, version }: { readonly id?: string; readonly version?: string } = useParams({ strict: false });
  const model = ModelName.safeParse(id).data;
  const number = ModelVersionNumber.safeParse(Number(version)).data;
  useEffect(markInteractive, []);
  if (model === undefined || number === undefined) return <EmptyState title={say('shell.not-found.title')} text={say('shell.not-found.text')} />;
  return <WorkspaceGate title="models.title">{(here) => <Known key={`${model} ${number}`} here={here} model={model} number={number} />}</WorkspaceGate>;
}

function Known({ here, model, number }: { readonly here: Here; readonly model: string; readonly number: number }) {
  const say = useWords();
  const { connection } = here;
  const { data: version, error, refetch } = useRequest('models.version', { connection, model, version: number });
  if (!version) {
    return error ? (
      <FailureState failure={error} what={say('models.version.unread')} onRetry={() => void refetch()} />
    ) : (
      <LoadingState what={say('models.version.loading')} lines={6} />
    );
  }
  return (
    <>
      <PlaceHeader
        up={[
          { id: 'models', name: say('models.title'), address: { to: '/models' } },
          { id: 'model', name: <bdi>{model}</bdi>, address: modelAddress(connection, model) },
        ]}
        kind="models.version"
        title={model}
        beside={<bdi>{say('models.v', { number })}</bdi>}
        marks={
          <>
            <AliasChips aliases={version.aliases.map((alias) => ({ alias }))} />
            <IntegrityMark state={version.integrity.state} />
            {version.status !== 'ready' && <Chip tone={version.status === 'failed' ? 'bad' : 'accent'}>{say(`models.status.${version.status}`)}</Chip>}
          </>
        }
      >
        <LineageLink of={{ kind: 'model-version', id: `${model}@${number}` }} />
        <ServeButton connection={connection} model={model} version={number} reason={version.digest !== null ? null : say('services.serve.not-servable')} />
        <SetAliasButton connection={connection} model={model} version={number} />
        <ExportMenu
          name={`${model}-v${number}`}
          table={() => ({
            headings: [say('models.file'), say('models.size'), say('models.digest')],
            rows: version.files.map(({ path, bytes, digest }) => [path, bytes, digest]),
          })}
          json={() => version}
        />
      </PlaceHeader>
      <Wrong version={version} />
      <PageColumns
        main={
          <>
            <IntegrityPanel here={here} version={version} />
            <StagesPanel here={here} version={version} />
            <SignaturePanel version={version} />
            <FilesPanel version={version} />
          </>
        }
        side={
          <>
            <SourcePanel here={here} version={version} />
            <MeasuredPanel version={version} />
            <AboutPanel here={here} version={version} />
          </>
        }
      />
    </>
  );
}

/** Bytes that are not those that were registered: said before everything else. */
function Wrong({ version: { integrity } }: { readonly version: ModelVersion }) {
  const say = useWords();
  if (integrity.state !== 'tampered' && integrity.state !== 'missing') return null;
  return (
    <div className={styles.above}>
      <Banner tone="bad" title={say(`models.integrity.${integrity.state}.title`)}>
        {say('models.tampered.text')}
        {integrity.files.length > 0 && (
          <ul className={styles.wrong}>
            {integrity.files.map((file) => (
              <li key={file}>
                <bdi dir="ltr">{file}</bdi>
              </li>
            ))}
          </ul>
        )}
      </Banner>
    </div>
  );
}
