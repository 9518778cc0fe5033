import { type ReactNode, useMemo, useState } from 'react';
import type { ConnectionCandidate } from '../../../shared/models/connection';
import { bridge } from '../../data/bridge';
import { useChange } from '../../data/request';
import { useCandidates } from '../../data/watch';
import { notify } from '../../parts/notices';
import { AddStore } from '../../parts/store-form/store-dialog';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { SearchField } from '../../ui/search-field';
import { Segmented } from '../../ui/segmented';
import { Checkbox } from '../../ui/switch';
import { useWords } from '../../ui/use-words';
import styles from './add-dialog.module.css';
import { Candidate } from './candidate';
import { SourceFaults } from './source-faults';
import { ADDED, type Adding } from './view-state';

export type AddDialogProps = {
  readonly kind: Adding;
  readonly onKind: (kind: Adding) => void;
  readonly onClose: () => void;
  /** With the connection to show: the first that was added. */
  readonly onAdded: (id: string | null) => void;
};

const isFree = ({ connection, failure }: ConnectionCandidate) => connection === null && failure === null;

/** Makes connections: of contexts, or to an object store. */
export function AddDialog({ kind, onKind, onClose, onAdded }: AddDialogProps) {
  const say = useWords();
  const head = (
    <Segmented
      label={say('objects.add.kind')}
      value={kind}
      segments={ADDED.map((value) => ({ value, label: say(`objects.add.kind.${value}`) }))}
      onChange={onKind}
    />
  );
  if (kind === 'store') return <AddStore head={head} onClose={onClose} onAdded={onAdded} />;
  return <AddClusters head={head} onClose={onClose} onAdded={onAdded} />;
}

type AddClustersProps = Pick<AddDialogProps, 'onClose' | 'onAdded'> & { readonly head: ReactNode };

function AddClusters({ head, onClose, onAdded }: AddClustersProps) {
  const say = useWords();
  const { value, failure } = useCandidates();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const add = useChange('connections.add', { done: ({ ids }) => notify({ tone: 'ok', word: 'connections.added', values: { count: ids.length } }) });
  const shown = useMemo(() => (value?.candidates ?? []).filter((candidate) => answers(candidate, query)), [value, query]);
  // What has gone from the files meanwhile is not added.
  const adding = (value?.candidates ?? []).filter((candidate) => chosen.has(candidate.id) && isFree(candidate)).map(({ id }) => id);

  const choose = (ids: readonly string[], on: boolean) =>
    setChosen((before) => new Set(on ? [...before, ...ids] : [...before].filter((id) => !ids.includes(id))));
  const send = () => add.mutate({ candidates: adding }, { onSuccess: ({ ids }) => onAdded(ids[0] ?? null) });

  const free = shown.filter(isFree).map(({ id }) => id);
  const freeChosen = free.filter((id) => chosen.has(id)).length;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say('connections.add.title')}
      lead={say('connections.add.lead')}
      size="l"
      footer={
        <>
          <Button onClick={() => void bridge.command('add-kubeconfig')}>{say('connections.add.file')}</Button>
          <span className={styles.space} />
          <Button onClick={onClose}>{say('ui.cancel')}</Button>
          <Button kind="primary" working={add.isPending} reason={adding.length === 0 ? say('connections.add.choose-first') : null} onClick={send}>
            {say('connections.add.do', { count: adding.length })}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <div>{head}</div>
        {add.error && <FailureState compact failure={add.error} />}
        {failure && <FailureState failure={failure} />}
        {value && <SourceFaults sources={value.sources} />}
        <SearchField label={say('connections.add.search')} value={query} onChange={setQuery} firstFocus />
        {free.length > 1 && (
          <Checkbox
            label={say('connections.add.all')}
            checked={freeChosen === free.length}
            mixed={freeChosen > 0 && freeChosen < free.length}
            onChange={(on) => choose(free, on)}
          />
        )}
        {!value && !failure && <LoadingState what={say('connections.add.looking')} />}
        {value && shown.length === 0 && (
          <p className={styles.none}>{say(value.candidates.length === 0 ? 'connections.empty.missing' : 'connections.add.none')}</p>
        )}
        <ul className={styles.list}>
          {shown.map((candidate) => (
            <Candidate key={candidate.id} candidate={candidate} chosen={chosen.has(candidate.id)} onChoose={(on) => choose([candidate.id], on)} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function answers({ target: { context, server, user, source } }: ConnectionCandidate, query: string): boolean {
  const text = [context, server, user, source].join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((term) => text.includes(term));
}
