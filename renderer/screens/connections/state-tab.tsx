import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Connection } from '../../../shared/models/connection';
import type { Failure } from '../../../shared/models/failure';
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
  const { id, freshness, production, readOnly, target } = connection;
  const failure = freshness.state === 'stale' || freshness.state === 'reconnecting' ? freshness.failure : null;
  return (
    <>
      <section className={styles.section}>
        <FreshnessMark freshness={freshness} detail={failure ? 'short' : 'full'} />
        <div className={styles.chips}>
          {production && <Chip tone="production">{say('connections.production')}</Chip>}
          {readOnly && <Chip mark="denied">{say('connections.read-only')}</Chip>}
          {labelsOf(connection).map((label) => (
            <Chip key={label}>
              <bdi>{label}</bdi>
            </Chip>
          ))}
        </div>
        {target.insecure && (
          <Banner tone="bad" title={say('connections.insecure.title')}>
            {say('connections.insecure.text')}
          </Banner>
        )}
        {failure && <FailureState compact failure={failure} actions={mayNotList(failure) && <TypeNamespaces onPress={onNamespaces} />} />}
        <Link to="/deliveries" search={{ on: id }} className={styles.link ?? ''}>
          {say('connections.deliveries')}
        </Link>
      </section>
      <Troubles troubles={connection.troubles.filter(({ scope }) => scope !== '' || !failure)} onNamespaces={onNamespaces} />
      <section className={styles.section}>
        <h3>{say('connections.target')}</h3>
        <dl className={styles.facts}>
          <Fact word={say('connections.target.server')}>
            <CodeText wrap>{target.server}</CodeText>
          </Fact>
          <Fact word={say('connections.target.context')}>
            <bdi>{target.context}</bdi>
          </Fact>
          <Fact word={say('connections.target.user')}>
            <bdi>{target.user}</bdi>
          </Fact>
          <Fact word={say('connections.target.source')}>
            <CodeText wrap>{target.source}</CodeText>
          </Fact>
        </dl>
      </section>
      <Test id={id} />
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

function Troubles({ troubles, onNamespaces }: Pick<Connection, 'troubles'> & { readonly onNamespaces: () => void }) {
  const say = useWords();
  if (troubles.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{say('connections.troubles')}</h3>
      {troubles.map(({ scope, failure }) => (
        <FailureState
          key={scope}
          compact
          failure={failure}
          what={scope === '' ? say('connections.troubles.all') : scope}
          actions={scope === '' && mayNotList(failure) && <TypeNamespaces onPress={onNamespaces} />}
        />
      ))}
    </section>
  );
}

function Test({ id }: { readonly id: string }) {
  const say = useWords();
  const [testing, setTesting] = useState(false);
  return (
    <section className={styles.section}>
      <h3>{say('connections.test.title')}</h3>
      {testing ? (
        <TestReport subject={{ kind: 'connection', id }} />
      ) : (
        <>
          <p className={styles.hint}>{say('connections.test.text')}</p>
          <div className={styles.deeds}>
            <Button size="s" onClick={() => setTesting(true)}>
              {say('connections.test.do')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function Fact({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}
