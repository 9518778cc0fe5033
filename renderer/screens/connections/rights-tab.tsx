import { type FormEvent, useState } from 'react';
import { type Connection, NamespaceName, type Right } from '../../../shared/models/connection';
import { useRequest } from '../../data/request';
import { Chips, Section } from '../../parts/side-panel';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import type { MarkShape, Tone } from '../../ui/state-mark';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './detail.module.css';
import { groupRights } from './rights';

const LOOKS: Readonly<Record<Right['allowed'], { readonly tone: Tone; readonly mark: MarkShape }>> = {
  yes: { tone: 'plain', mark: 'ok' },
  no: { tone: 'unknown', mark: 'denied' },
  unknown: { tone: 'warn', mark: 'inconclusive' },
};

/** What the credentials may do, read from the cluster now. A review that failed is no denial. */
export function RightsTab({ connection }: { readonly connection: Connection }) {
  const say = useWords();
  const [namespace, setNamespace] = useState(connection.namespaces?.[0] ?? '');
  const [asked, setAsked] = useState(namespace);
  const { data, error, isFetching, refetch } = useRequest('connections.rights', { id: connection.id, namespace: asked === '' ? null : asked });
  const wrong = namespace !== '' && !NamespaceName.safeParse(namespace).success;
  const read = (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    if (namespace === asked) void refetch();
    else setAsked(namespace);
  };
  return (
    <>
      <Section>
        <form className={styles.form} onSubmit={read}>
          <TextField
            label={say('connections.rights.namespace')}
            hint={say('connections.rights.namespace.hint')}
            mono
            value={namespace}
            onChange={setNamespace}
            error={wrong ? say('connections.options.namespaces.wrong', { name: namespace }) : null}
          />
          <div className={styles.deeds}>
            <Button size="s" type="submit" working={isFetching}>
              {say('connections.rights.read')}
            </Button>
          </div>
        </form>
      </Section>
      <Section>
        {!data && isFetching && <LoadingState what={say('connections.rights.asking')} />}
        {error && !isFetching && <FailureState compact failure={error} what={say('connections.rights.failed')} onRetry={() => void refetch()} />}
        {data && <Table rights={data.rights} />}
      </Section>
    </>
  );
}

function Table({ rights }: { readonly rights: readonly Right[] }) {
  const say = useWords();
  if (rights.length === 0) return <p>{say('connections.rights.none')}</p>;
  return (
    <table className={styles.rights}>
      <thead>
        <tr>
          <th scope="col">{say('connections.rights.resource')}</th>
          <th scope="col">{say('connections.rights.verbs')}</th>
        </tr>
      </thead>
      <tbody>
        {groupRights(rights).map(({ resource, group, rights: own }) => (
          <tr key={`${group}/${resource}`}>
            <td>
              <bdi>{resource}</bdi>
              {group !== '' && (
                <>
                  {' '}
                  <bdi className={styles.group}>{group}</bdi>
                </>
              )}
            </td>
            <td>
              <Chips>
                {own.map((right) => (
                  <Verb key={`${right.verb} ${right.namespace ?? ''}`} right={right} />
                ))}
              </Chips>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Verb({ right: { verb, allowed, why } }: { readonly right: Right }) {
  const say = useWords();
  const { tone, mark } = LOOKS[allowed];
  const words = say(`connections.rights.${allowed}`);
  return (
    <span title={why === null ? words : `${words}: ${why}`}>
      <Chip tone={tone} mark={mark}>
        <bdi>{verb}</bdi>
        <VisuallyHidden>{` ${words}`}</VisuallyHidden>
      </Chip>
    </span>
  );
}
