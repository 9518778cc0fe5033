import { useIntl } from 'react-intl';
import type { Service, ServiceRevision } from '../../../shared/models/service';
import { modelVersionAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { EverStable } from '../../parts/ever-stable';
import { bytesText } from '../../ui/bytes-text';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { Panel } from '../../ui/panel';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { ServerFacts } from './server-facts';
import styles from './service.module.css';

export type RevisionsPanelProps = { readonly connection: string; readonly service: Service };

/** Every revision there was, the newest first: what it is made of, what it is here, who brought it and why. */
export function RevisionsPanel({ connection, service }: RevisionsPanelProps) {
  const say = useWords();
  const { revisions } = service;
  return (
    <Panel title={say('services.revisions')} aside={say('services.revisions.count', { count: revisions.length })} padded={false}>
      <ul className={styles.revisions}>
        {revisions.map((revision) => (
          <li key={revision.number}>
            <Revision connection={connection} service={service} revision={revision} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type RevisionProps = { readonly connection: string; readonly service: Service; readonly revision: ServiceRevision };

function Revision({ connection, service, revision }: RevisionProps) {
  const { number, model, version, digest, createdAt, by, why, everStable, host } = revision;
  const say = useWords();
  return (
    <>
      <div className={styles.line}>
        <strong>{say('actions.revision', { number })}</strong>
        <AddressLink address={modelVersionAddress(connection, model, version)}>
          <bdi>{say('models.v', { number: version })}</bdi>
        </AddressLink>
        <Role service={service} number={number} />
        {everStable && number !== service.release.stable && <EverStable value="yes" />}
      </div>
      <p className={styles.quiet}>
        <Host host={host} />
      </p>
      <Batches service={service} revision={revision} />
      {host.failure && <FailureState compact failure={host.failure} />}
      <ServerFacts connection={connection} service={service.name} revision={revision} />
      <p className={styles.quiet}>
        <RelativeTime at={createdAt} /> {say('services.by', { who: by })}
        {why !== '' && (
          <>
            {' · '}
            <bdi>{why}</bdi>
          </>
        )}
      </p>
      <p className={styles.digest}>
        <CodeText>{`sha256:${digest}`}</CodeText>
      </p>
    </>
  );
}

function Role({ service: { release }, number }: { readonly service: Service; readonly number: number }) {
  const say = useWords();
  if (number === release.stable) return <Chip tone="ok">{say('services.role.stable')}</Chip>;
  if (number === release.candidate) return <Chip tone="candidate">{say('services.role.candidate')}</Chip>;
  return number === release.before?.revision ? <Chip tone="plain">{say('services.role.before')}</Chip> : null;
}

/** Why requests are not run together though they are meant to be. */
function Batches({ service, revision: { host, runs } }: Pick<RevisionProps, 'service' | 'revision'>) {
  const say = useWords();
  if (service.settings.batching === null || host.state !== 'ready') return null;
  if (runs.kind === 'server') return <p className={styles.quiet}>{say('services.batches.server')}</p>;
  return host.batches === 'fixed' || host.batches === 'mixes' ? <p className={styles.quiet}>{say(`services.batches.${host.batches}`)}</p> : null;
}

/** Whether it is loaded, how long that took, and what it takes. */
function Host({ host: { state, loadMs, memoryBytes } }: Pick<ServiceRevision, 'host'>) {
  const say = useWords();
  const intl = useIntl();
  const parts = [
    say(`services.host.${state}`),
    ...(state === 'ready' && loadMs !== null ? [say('services.host.took', { ms: intl.formatNumber(loadMs, { maximumFractionDigits: 0 }) })] : []),
  ];
  const memory = state === 'ready' && memoryBytes !== null ? say('services.host.memory', { size: bytesText(intl, memoryBytes) }) : null;
  return <>{[parts.join(' '), ...(memory === null ? [] : [memory])].join(say('ui.list.comma'))}</>;
}
