import { useState } from 'react';
import type { ModelVersion } from '../../../shared/models/model';
import { runsAsFor } from '../../../shared/models/server-command';
import type { ReleaseCheck } from '../../../shared/models/stage';
import { useChange, useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import type { MarkShape, Tone } from '../../ui/state-mark';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { ChecksForm } from './checks-form';
import { StageLine } from './stage-line';
import styles from './stages-panel.module.css';
import { UsedFacts } from './used-facts';

type Ended = NonNullable<ReleaseCheck['outcome']>;
const LOOKS: Readonly<Record<Ended, { readonly tone: Tone; readonly mark: MarkShape }>> = {
  pass: { tone: 'ok', mark: 'ok' },
  fail: { tone: 'bad', mark: 'bad' },
  inconclusive: { tone: 'unknown', mark: 'inconclusive' },
};

/** The stages that this version went through before its release, with what each found, and the button that takes it through them. */
export function StagesPanel({ here, version }: { readonly here: Here; readonly version: ModelVersion }) {
  const say = useWords();
  const { connection } = here;
  const subject = { connection, model: version.model, version: version.version };
  const { data, error, refetch } = useRequest('stages.list', subject);
  const [newest] = data?.checks ?? [];
  return (
    <Panel
      title={say('stages.title')}
      padded={false}
      beside={newest && <OutcomeChip outcome={newest.outcome} />}
      aside={
        <>
          {newest && newest.endedAt !== null && <RelativeTime at={newest.endedAt} />}
          <RunButton here={here} version={version} newest={newest} goldenFile={data?.goldenFile} />
        </>
      }
    >
      {error && <FailureState compact failure={error} what={say('stages.unread')} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState what={say('stages.loading')} lines={2} />}
      {data && !newest && (
        <p className={styles.line}>
          {say('stages.none')} {say('stages.golden.none', { file: data.goldenFile })}
        </p>
      )}
      {data && newest && <Check connection={connection} check={newest} goldenFile={data.goldenFile} />}
    </Panel>
  );
}

function OutcomeChip({ outcome }: Pick<ReleaseCheck, 'outcome'>) {
  const say = useWords();
  if (outcome === null) return <Chip tone="accent">{say('stages.state.running')}</Chip>;
  const { tone, mark } = LOOKS[outcome];
  return (
    <Chip tone={tone} mark={mark}>
      {say(`stages.state.${outcome}`)}
    </Chip>
  );
}

type RunButtonProps = {
  readonly here: Here;
  readonly version: ModelVersion;
  readonly newest: ReleaseCheck | undefined;
  readonly goldenFile: string | undefined;
};

function RunButton({ here, version, newest, goldenFile }: RunButtonProps) {
  const say = useWords();
  const [isChoosing, setChoosing] = useState(false);
  const run = useChange('stages.run', { refresh: ['stages.list'] });
  const stop = useChange('stages.stop', { refresh: ['stages.list'] });
  const { connection } = here;
  if (newest && newest.endedAt === null) {
    return (
      <Button size="s" working={stop.isPending} onClick={() => stop.mutate({ connection, n: newest.n })}>
        {say('stages.stop')}
      </Button>
    );
  }
  const reason = here.lostAt !== null ? say('workspace.lost.deed') : version.digest === null ? say('services.serve.not-servable') : null;
  const hasOwn = runsAsFor(version.flavors) !== null;
  const { model, version: number } = version;
  return (
    <>
      {run.error && <FailureState compact once failure={run.error} what={say('stages.not-begun')} />}
      <Button kind="quiet" size="s" reason={reason} onClick={() => setChoosing(true)}>
        {say('stages.choose')}
      </Button>
      <Button
        size="s"
        working={run.isPending}
        reason={reason}
        onClick={() => (hasOwn ? run.mutate({ connection, model, version: number, service: null, golden: null }) : setChoosing(true))}
      >
        {say('stages.run')}
      </Button>
      {isChoosing && goldenFile !== undefined && (
        <ChecksForm
          connection={connection}
          version={version}
          goldenFile={goldenFile}
          onClose={() => setChoosing(false)}
          onRun={(asked) => {
            setChoosing(false);
            run.mutate(asked);
          }}
        />
      )}
    </>
  );
}

function Check({ connection, check, goldenFile }: { readonly connection: string; readonly check: ReleaseCheck; readonly goldenFile: string }) {
  const say = useWords();
  const { by, stages, progress, endedAt } = check;
  const isQueued = endedAt === null && stages.every(({ state }) => state === 'waiting');
  return (
    <>
      <p className={styles.line}>
        <span>{say('stages.by', { who: by })}</span>
        {isQueued && <span>{say('stages.queued')}</span>}
      </p>
      <UsedFacts connection={connection} check={check} goldenFile={goldenFile} />
      <ol className={styles.stages}>
        {stages.map((result) => (
          <StageLine key={result.stage} connection={connection} n={check.n} result={result} progress={progress} />
        ))}
      </ol>
    </>
  );
}
