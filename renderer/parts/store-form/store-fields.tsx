import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import type { Fault, StoreDraft } from './store-draft';
import styles from './store-form.module.css';

export type StoreFieldsProps = {
  readonly draft: StoreDraft;
  readonly set: (patch: Partial<StoreDraft>) => void;
  /** What is marked as wrong. */
  readonly faults: readonly Fault[];
  /** A secret is kept: it is typed again only to be replaced. */
  readonly hasSecret: boolean;
};

const SIGNS = ['keys', 'chain', 'anonymous'] as const;

/** Where the store is, and who asks. */
export function StoreFields({ draft, set, faults, hasSecret }: StoreFieldsProps) {
  const say = useWords();
  const wrong = (fault: Fault) => (faults.includes(fault) ? say(`objects.form.${fault}.wrong`) : null);
  return (
    <>
      <TextField label={say('objects.form.name')} value={draft.name} error={wrong('name')} firstFocus onChange={(name) => set({ name })} />
      <div className={styles.two}>
        <TextField
          label={say('objects.form.address')}
          hint={say('objects.form.address.hint')}
          mono
          placeholder="https://s3.example:9000"
          value={draft.address}
          error={wrong('address')}
          onChange={(address) => set({ address })}
        />
        <TextField label={say('objects.form.region')} mono value={draft.region} error={wrong('region')} onChange={(region) => set({ region })} />
      </div>
      <Select
        label={say('objects.form.sign')}
        value={draft.sign}
        choices={SIGNS.map((value) => ({ value, label: say(`objects.form.sign.${value}`) }))}
        hint={say(`objects.form.sign.${draft.sign}.hint`)}
        onChange={(sign) => set({ sign })}
      />
      {draft.sign === 'chain' && (
        <TextField
          label={say('objects.form.profile')}
          hint={say('objects.form.profile.hint')}
          mono
          value={draft.profile}
          onChange={(profile) => set({ profile })}
        />
      )}
      {draft.sign === 'keys' && <Keys draft={draft} set={set} hasSecret={hasSecret} wrong={wrong} />}
      <TextField
        label={say('objects.form.buckets')}
        hint={say('objects.form.buckets.hint')}
        mono
        value={draft.buckets}
        error={wrong('buckets')}
        onChange={(buckets) => set({ buckets })}
      />
    </>
  );
}

type KeysProps = Omit<StoreFieldsProps, 'faults'> & { readonly wrong: (fault: Fault) => string | null };

function Keys({ draft, set, hasSecret, wrong }: KeysProps) {
  const say = useWords();
  return (
    <>
      <div className={styles.two}>
        <TextField
          label={say('objects.form.accessKeyId')}
          mono
          value={draft.accessKeyId}
          error={wrong('accessKeyId')}
          onChange={(accessKeyId) => set({ accessKeyId })}
        />
        <TextField
          label={say('objects.form.secretAccessKey')}
          hint={hasSecret ? say('objects.form.secretAccessKey.kept') : null}
          mono
          kind="secret"
          value={draft.secretAccessKey}
          error={wrong('secretAccessKey')}
          onChange={(secretAccessKey) => set({ secretAccessKey })}
        />
      </div>
      <TextField
        label={say('objects.form.sessionToken')}
        hint={say('objects.form.sessionToken.hint')}
        mono
        kind="secret"
        value={draft.sessionToken}
        onChange={(sessionToken) => set({ sessionToken })}
      />
    </>
  );
}

/** What most stores need none of. */
export function StoreWayFields({ draft, set, faults }: Omit<StoreFieldsProps, 'hasSecret'>) {
  const say = useWords();
  const wrong = (fault: Fault) => (faults.includes(fault) ? say(`objects.form.${fault}.wrong`) : null);
  return (
    <details className={styles.more} open={faults.includes('ca') || faults.includes('proxy')}>
      <summary>{say('objects.form.more')}</summary>
      <div className={styles.fields}>
        {draft.address.trim() !== '' && (
          <Switch
            label={say('objects.form.pathStyle')}
            hint={say('objects.form.pathStyle.hint')}
            checked={draft.pathStyle}
            onChange={(pathStyle) => set({ pathStyle })}
          />
        )}
        <TextField
          label={say('objects.form.ca')}
          hint={say('objects.form.ca.hint')}
          mono
          kind="long"
          placeholder="-----BEGIN CERTIFICATE-----"
          value={draft.ca}
          error={wrong('ca')}
          onChange={(ca) => set({ ca })}
        />
        <TextField
          label={say('objects.form.proxy')}
          hint={say('objects.form.proxy.hint')}
          mono
          placeholder="http://proxy.example:3128"
          value={draft.proxy}
          error={wrong('proxy')}
          onChange={(proxy) => set({ proxy })}
        />
        {draft.proxy.trim() !== '' && (
          <div className={styles.two}>
            <TextField label={say('objects.form.proxyUser')} mono value={draft.proxyUser} onChange={(proxyUser) => set({ proxyUser })} />
            <TextField
              label={say('objects.form.proxyPassword')}
              mono
              kind="secret"
              value={draft.proxyPassword}
              onChange={(proxyPassword) => set({ proxyPassword })}
            />
          </div>
        )}
      </div>
    </details>
  );
}
