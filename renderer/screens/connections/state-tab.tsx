import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../../shared/models/connection';
import type { Failure } from '../../../shared/models/failure';
import { Chips, Section } from '../../parts/side-panel';
import { Fact, Facts } from '../../ui/facts';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { FreshnessMark } from '../../ui/freshness-mark';
import { useWords } from '../../ui/use-words';
import styles from './detail.module.css';
import { labelsOf } from './rows';
import { TestReport } from './test-report';

/** How it is now, where it leads, and a test of the whole way there. */
export function StateTab({ connection, onNamespaces }: { readonly connection: Connection; readonly onNamespaces: () => void }) {
  const say = useWords();
  const { id, system, freshness, production, readOnly, target } = connection;
  const failure = freshness.state === 'stale' || freshness.state === 'reconnecting' ? freshness.failure : null;
  return (
    <>
      <Section>
        <FreshnessMark freshness={freshness} detail={failure ? 'short' : 'full'} />
        {freshness.state === 'idle' && <p className={styles.hint}>{say(system === 'object-store' ? 'objects.idle.text' : 'connections.idle.text')}</p>}
        {freshness.state === 'off' && <p className={styles.hint}>{say('connections.off.text')}</p>}
        <Chips>
          {production && <Chip tone="production">{say('connections.production')}</Chip>}
          {readOnly && <Chip mark="denied">{say('connections.read-only')}</Chip>}
          {labelsOf(connection).map((label) => (
            <Chip key={label}>
              <bdi>{label}</bdi>
            </Chip>
          ))}
        </Chips>
        {target.insecure && (
          <Banner tone="bad" title={say('connections.insecure.title')}>
            {say('connections.insecure.text')}
          </Banner>
        )}
        {failure && <FailureState compact failure={failure} actions={mayNotList(failure) && <TypeNamespaces onPress={onNamespaces} />} />}
        <Onward id={id} system={system} />
      </Section>
      <Troubles
        troubles={connection.troubles.filter(({ scope }) => scope !== '' || !failure)}
        // What is read whole has no other trouble than with an object in it.
        whole={say(freshness.state === 'live' ? 'connections.troubles.object' : 'connections.troubles.all')}
        onNamespaces={onNamespaces}
      />
      <Section title={say('connections.target')}>
        <Facts>
          <TargetFacts system={system} target={target} />
        </Facts>
      </Section>
      {system !== 'local' && <Test id={id} system={system} />}
    </>
  );
}

/** Where what comes of it is seen. */
function Onward({ id, system }: Pick<Connection, 'id' | 'system'>) {
  const say = useWords();
  const { to, search, word } = {
    kubernetes: { to: '/deliveries', search: { on: id }, word: say('connections.deliveries') },
    local: { to: '/workspace', search: {}, word: say('connections.workspace') },
    'object-store': { to: '/objects', search: { store: id }, word: say('objects.browse') },
  }[system];
  return (
    <Link to={to} search={search} className={styles.link ?? ''}>
      {word}
    </Link>
  );
}

function TargetFacts({ system, target }: Pick<Connection, 'system' | 'target'>) {
  const say = useWords();
  if (system === 'object-store') return <StoreFacts target={target} />;
  return (
    <>
      {system === 'local' ? <LocalFacts target={target} /> : <ClusterFacts target={target} />}
      <Fact word={say('connections.target.user')}>
        <bdi>{target.user}</bdi>
      </Fact>
    </>
  );
}

function StoreFacts({ target: { server, context, source, user } }: Pick<Connection, 'target'>) {
  const say = useWords();
  return (
    <>
      <Fact word={say('connections.target.kind')}>{say('objects.kind')}</Fact>
      <Fact word={say('objects.fact.address')}>
        <CodeText wrap>{server}</CodeText>
      </Fact>
      <Fact word={say('objects.target.region')}>
        <CodeText>{context}</CodeText>
      </Fact>
      <Fact word={say('objects.target.sign')}>
        {source === 'chain'
          ? `${say('objects.form.sign.chain')} · ${user}`
          : say(source === 'anonymous' ? 'objects.form.sign.anonymous' : 'objects.form.sign.keys')}
      </Fact>
    </>
  );
}

function ClusterFacts({ target }: Pick<Connection, 'target'>) {
  const say = useWords();
  return (
    <>
      <Fact word={say('connections.target.server')}>
        <CodeText wrap>{target.server}</CodeText>
      </Fact>
      <Fact word={say('connections.target.context')}>
        <bdi>{target.context}</bdi>
      </Fact>
      <Fact word={say('connections.target.source')}>
        <CodeText wrap>{target.source}</CodeText>
      </Fact>
    </>
  );
}

/** A folder of this machine: no server to sign in at. */
function LocalFacts({ target }: Pick<Connection, 'target'>) {
  const say = useWords();
  return (
    <>
      <Fact word={say('connections.target.kind')}>{say('connections.local')}</Fact>
      <Fact word={say('connections.target.folder')}>
        <CodeText wrap>{target.source}</CodeText>
      </Fact>
    </>
  );
}

/** The whole cluster may not be looked into: namespaces that are typed may still be. */
const mayNotList = ({ code, detail }: Failure) => code === 'forbidden' && detail.values?.['namespace'] === undefined;

function TypeNamespaces({ onPress }: { readonly onPress: () => void }) {
  const say = useWords();
  return (
    <Button size="s" onClick={onPress}>
      {say('connections.type-namespaces')}
    </Button>
  );
}

type TroublesProps = Pick<Connection, 'troubles'> & {
  /** What is in trouble where no namespace is named. */
  readonly whole: string;
  readonly onNamespaces: () => void;
};

function Troubles({ troubles, whole, onNamespaces }: TroublesProps) {
  const say = useWords();
  if (troubles.length === 0) return null;
  return (
    <Section title={say('connections.troubles')}>
      {troubles.map(({ scope, failure }) => (
        <FailureState
          key={scope}
          compact
          failure={failure}
          what={scope === '' ? whole : scope}
          actions={scope === '' && mayNotList(failure) && <TypeNamespaces onPress={onNamespaces} />}
        />
      ))}
    </Section>
  );
}

function Test({ id, system }: { readonly id: string; readonly system: 'kubernetes' | 'object-store' }) {
  const say = useWords();
  const [testing, setTesting] = useState(false);
  return (
    <Section title={say('connections.test.title')}>
      {testing ? (
        <TestReport subject={{ kind: 'connection', id }} system={system} />
      ) : (
        <>
          <p className={styles.hint}>{say(system === 'object-store' ? 'objects.test.text' : 'connections.test.text')}</p>
          <div className={styles.deeds}>
            <Button size="s" onClick={() => setTesting(true)}>
              {say('connections.test.do')}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}
