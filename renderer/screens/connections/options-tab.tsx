import { type FormEvent, useState } from 'react';
import { type Connection, CONNECTION_COLOURS, type ConnectionOptions } from '../../../shared/models/connection';
import { useChange } from '../../data/request';
import { Section } from '../../parts/side-panel';
import { EditStore } from '../../parts/store-form/store-dialog';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './detail.module.css';
import { faultsOf, optionsOf, type Typed, typedOf } from './options-draft';

/** What the user says of the connection. Switches take effect at once, what is typed when it is saved. */
export function OptionsTab({ connection }: { readonly connection: Connection }) {
  const say = useWords();
  const update = useChange('connections.update');
  const send = (options: Partial<ConnectionOptions>, done?: () => void) => update.mutate({ id: connection.id, options }, { ...(done && { onSuccess: done }) });
  const { enabled, production, readOnly, colour } = connection;
  return (
    <>
      {update.error && (
        <Section>
          <FailureState compact failure={update.error} />
        </Section>
      )}
      <Section>
        <Switch
          label={say('connections.options.enabled')}
          hint={say('connections.options.enabled.hint')}
          checked={enabled}
          onChange={(on) => send({ enabled: on })}
        />
        <Switch
          label={say('connections.options.production')}
          hint={say('connections.options.production.hint')}
          checked={production}
          onChange={(on) => send({ production: on })}
        />
        <Switch
          label={say('connections.options.read-only')}
          hint={say('connections.options.read-only.hint')}
          checked={readOnly}
          onChange={(on) => send({ readOnly: on })}
        />
        <Select
          label={say('connections.options.colour')}
          value={colour}
          choices={CONNECTION_COLOURS.map((value) => ({ value, label: say(`connections.colour.${value}`) }))}
          onChange={(next) => send({ colour: next })}
        />
      </Section>
      {connection.system === 'object-store' && <Store connection={connection} />}
      <TypedOptions connection={connection} saving={update.isPending} onSave={send} />
    </>
  );
}

function Store({ connection }: { readonly connection: Connection }) {
  const say = useWords();
  const [editing, setEditing] = useState(false);
  return (
    <Section>
      <div className={styles.deeds}>
        <Button onClick={() => setEditing(true)}>{say('objects.edit')}</Button>
      </div>
      {editing && <EditStore connection={connection} onClose={() => setEditing(false)} />}
    </Section>
  );
}

type TypedOptionsProps = {
  readonly connection: Connection;
  readonly saving: boolean;
  readonly onSave: (options: Partial<ConnectionOptions>, done: () => void) => void;
};

function TypedOptions({ connection, saving, onSave }: TypedOptionsProps) {
  const say = useWords();
  const [edits, setEdits] = useState<Partial<Typed>>({});
  const typed = { ...typedOf(connection), ...edits };
  const faults = faultsOf(typed);
  const fault = (field: keyof Typed) => faults.find((each) => each.field === field);
  const labelError = (field: keyof Typed) => (fault(field) ? say('connections.options.label.wrong') : null);
  const edit = (field: keyof Typed) => (value: string) => setEdits((before) => ({ ...before, [field]: value }));
  const edited = Object.keys(edits).length > 0;
  const wrongNamespace = fault('namespaces');

  const save = (event: FormEvent) => {
    event.preventDefault();
    if (edited && faults.length === 0 && !saving) onSave(optionsOf(typed), () => setEdits({}));
  };
  return (
    <Section>
      <form className={styles.form} onSubmit={save}>
        <TextField
          label={say('connections.options.name')}
          value={typed.name}
          onChange={edit('name')}
          error={fault('name') ? say('connections.options.name.wrong') : null}
        />
        <div className={styles.three}>
          <TextField
            label={say('connections.options.environment')}
            value={typed.environment}
            onChange={edit('environment')}
            error={labelError('environment')}
          />
          <TextField label={say('connections.options.site')} value={typed.site} onChange={edit('site')} error={labelError('site')} />
          <TextField label={say('connections.options.region')} value={typed.region} onChange={edit('region')} error={labelError('region')} />
        </div>
        {connection.system === 'kubernetes' && (
          <TextField
            label={say('connections.options.namespaces')}
            hint={say('connections.options.namespaces.hint')}
            mono
            value={typed.namespaces}
            onChange={edit('namespaces')}
            error={wrongNamespace ? say('connections.options.namespaces.wrong', { name: wrongNamespace.value }) : null}
          />
        )}
        <div className={styles.deeds}>
          <Button
            kind="primary"
            type="submit"
            working={saving}
            reason={edited ? (faults.length > 0 ? say('connections.options.mend') : null) : say('connections.options.nothing')}
          >
            {say('connections.options.save')}
          </Button>
          {edited && <Button onClick={() => setEdits({})}>{say('connections.options.revert')}</Button>}
        </div>
      </form>
    </Section>
  );
}
