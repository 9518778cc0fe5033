import type { Connection } from '../../../shared/models/connection';
import type { SetAddress } from '../../data/address';
import { AddressLink } from '../../parts/address-link';
import { Button } from '../../ui/button';
import { FreshnessMark } from '../../ui/freshness-mark';
import { SearchField } from '../../ui/search-field';
import { Select } from '../../ui/select';
import { useWords } from '../../ui/use-words';
import styles from './objects.module.css';
import { stepsOf } from './rows';
import { placeAddress, placeOf, type ViewState } from './view-state';

export type PlaceBarProps = {
  readonly store: Connection;
  readonly stores: readonly Connection[];
  readonly state: ViewState;
  readonly set: SetAddress<ViewState>;
  /** Something is to be opened by its name. */
  readonly onOpen: (what: 'bucket' | 'key') => void;
};

/** Which store, the way down to here, and what narrows the list. */
export function PlaceBar({ store, stores, state, set, onOpen }: PlaceBarProps) {
  const say = useWords();
  const { bucket, prefix, text } = state;
  const steps = stepsOf(prefix);
  return (
    <div className={styles.bar}>
      <div className={styles.store}>
        <Select
          size="s"
          label={say('objects.store')}
          labelHidden
          value={store.id}
          choices={stores.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => set({ ...placeOf('', ''), store: id }, 'push')}
        />
      </div>
      <FreshnessMark freshness={store.freshness} detail="short" />
      <nav className={styles.way} aria-label={say('objects.place')}>
        {bucket === '' ? <span>{say('objects.buckets')}</span> : <AddressLink address={placeAddress(state, '', '')}>{say('objects.buckets')}</AddressLink>}
        {bucket !== '' && <Step name={bucket} {...(steps.length > 0 && { address: placeAddress(state, bucket, '') })} />}
        {steps.map((step, index) => (
          <Step key={step.prefix} name={step.name} {...(index < steps.length - 1 && { address: placeAddress(state, bucket, step.prefix) })} />
        ))}
      </nav>
      <Button size="s" kind="quiet" onClick={() => onOpen(bucket === '' ? 'bucket' : 'key')}>
        {say(bucket === '' ? 'objects.open-bucket' : 'objects.open-key')}
      </Button>
      <div className={styles.find}>
        <SearchField label={say('objects.find')} value={text} onChange={(next) => set({ text: next })} />
      </div>
    </div>
  );
}

function Step({ name, address }: { readonly name: string; readonly address?: ReturnType<typeof placeAddress> }) {
  return (
    <>
      <span aria-hidden>/</span>
      {address ? (
        <AddressLink address={address}>
          <bdi dir="ltr">{name}</bdi>
        </AddressLink>
      ) : (
        <bdi dir="ltr">{name}</bdi>
      )}
    </>
  );
}
