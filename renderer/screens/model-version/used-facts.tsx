import type { ReactNode } from 'react';
import type { RunsAs } from '../../../shared/models/server-command';
import type { Champion, ReleaseCheck } from '../../../shared/models/stage';
import { modelVersionAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { commandText } from '../../parts/server-form/command-words';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { useWords } from '../../ui/use-words';
import styles from './stages-panel.module.css';

export type UsedFactsProps = { readonly connection: string; readonly check: ReleaseCheck; readonly goldenFile: string };

/** What a check was made with: each by its digest, so that it can be made again. */
export function UsedFacts({ connection, check, goldenFile }: UsedFactsProps) {
  const say = useWords();
  const { model, digest, runs, champion, golden } = check;
  return (
    <div className={styles.used}>
      <Facts>
        <Fact word={say('stages.used.version')}>
          <RunsText runs={runs} /> <Digest of={digest} />
        </Fact>
        <Fact word={say('stages.used.champion')}>
          {champion ? (
            <>
              <AddressLink address={modelVersionAddress(connection, model, champion.version)}>
                <bdi>{say('models.v', { number: champion.version })}</bdi>
              </AddressLink>{' '}
              <ChampionFrom champion={champion} />
              {champion.runs && champion.runs.kind !== runs.kind && (
                <>
                  {' · '}
                  <RunsText runs={champion.runs} />
                </>
              )}{' '}
              <Digest of={champion.digest ?? null} />
            </>
          ) : (
            say('stages.used.champion.none')
          )}
        </Fact>
        <Fact word={say('stages.used.golden')}>
          {golden ? (
            <>
              <bdi dir="ltr">{golden.file}</bdi> {say('stages.used.golden.count', { count: golden.count })} <Digest of={golden.digest} />
            </>
          ) : (
            say('stages.golden.none', { file: goldenFile })
          )}
        </Fact>
      </Facts>
    </div>
  );
}

/** From the alias, or a service. */
export function ChampionFrom({ champion: { from, service } }: { readonly champion: Champion }): ReactNode {
  const say = useWords();
  return from === 'service' ? say('stages.used.champion.service', { name: service ?? '' }) : say('stages.used.champion.alias');
}

function RunsText({ runs }: { readonly runs: RunsAs }) {
  const say = useWords();
  return runs.kind === 'onnx' ? say('server.runs.onnx') : <CodeText wrap>{commandText(runs.server.argv)}</CodeText>;
}

/** Its beginning tells two apart; all of it is there for whoever points at it or copies it. */
function Digest({ of }: { readonly of: string | null }) {
  return of === null ? null : (
    <span className={styles.digest} title={`sha256:${of}`}>
      <CodeText>{`sha256:${of}`}</CodeText>
    </span>
  );
}
