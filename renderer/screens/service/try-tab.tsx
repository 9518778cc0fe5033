import { type FormEvent, useState } from 'react';
import type { Service } from '../../../shared/models/service';
import { useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './service.module.css';
import { TryAnswer } from './try-answer';
import { firstValue, tryBody, type TryField, tryFields, valuesOf } from './try-body';
import { useSignature } from './use-signature';

const BY_SPLIT = 'split';
const WAYS = ['form', 'json'] as const;
const SAMPLE = '{\n  "inputs": []\n}';

export type TryTabProps = { readonly here: Here; readonly service: Service };

/** A request by hand: a form drawn from the signature, or the body itself; and what came back. */
export function TryTab({ here, service }: TryTabProps) {
  const say = useWords();
  const signature = useSignature(here.connection, service);
  if (signature === undefined) return <LoadingState what={say('services.reading')} />;
  return <Form here={here} service={service} fields={tryFields(signature)} />;
}

function Form({ here, service, fields }: TryTabProps & { readonly fields: readonly TryField[] | null }) {
  const say = useWords();
  const [way, setWay] = useState<(typeof WAYS)[number]>('form');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [written, setWritten] = useState<string | null>(null);
  const [chosen, setChosen] = useState(BY_SPLIT);
  const attempt = useChange('services.try', { refresh: ['services.figures', 'services.requests'] });
  const byForm = fields !== null && way === 'form';
  const made = fields && tryBody(fields, typed);
  const body = byForm ? made : (written ?? made ?? SAMPLE);
  const reason =
    here.lostAt !== null
      ? say('workspace.lost.deed')
      : body === null
        ? say('services.try.wrong')
        : !byForm && !isJson(body)
          ? say('services.try.not-json')
          : null;
  const revision = service.arms.some((arm) => String(arm.revision) === chosen && arm.host === 'ready') ? Number(chosen) : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (reason === null && body !== null) attempt.mutate({ connection: here.connection, service: service.name, revision, body });
  };
  return (
    <div className={styles.try}>
      <form className={styles.form} noValidate onSubmit={send}>
        {fields === null ? (
          <p className={styles.quiet}>{say('services.try.no-form')}</p>
        ) : (
          <Segmented
            label={say('services.try.as')}
            value={way}
            segments={WAYS.map((value) => ({ value, label: say(`services.try.${value}`) }))}
            onChange={setWay}
          />
        )}
        {byForm ? (
          <Fields fields={fields} typed={typed} onType={(name, value) => setTyped({ ...typed, [name]: value })} />
        ) : (
          <TextField
            kind="long"
            mono
            label={say('services.try.body')}
            value={body ?? ''}
            onChange={setWritten}
            error={isJson(body ?? '') ? null : say('services.try.not-json')}
          />
        )}
        <Select
          label={say('services.try.revision')}
          value={revision === null ? BY_SPLIT : String(revision)}
          choices={[
            { value: BY_SPLIT, label: say('services.try.by-split') },
            ...service.arms
              .filter(({ host }) => host === 'ready')
              .map((arm) => ({ value: String(arm.revision), label: say('services.arm', { revision: arm.revision, version: arm.version }) })),
          ]}
          onChange={setChosen}
        />
        <div>
          <Button kind="primary" type="submit" reason={reason} working={attempt.isPending}>
            {say('services.try.send')}
          </Button>
        </div>
      </form>
      <div className={styles.answer}>
        {attempt.error ? <FailureState compact failure={attempt.error} what={say('services.try.failed')} /> : <TryAnswer answer={attempt.data} />}
      </div>
    </div>
  );
}

type FieldsProps = {
  readonly fields: readonly TryField[];
  readonly typed: Readonly<Record<string, string>>;
  readonly onType: (name: string, value: string) => void;
};

function Fields({ fields, typed, onType }: FieldsProps) {
  const say = useWords();
  return (
    <div className={styles.fields}>
      {fields.map((field) => {
        const value = typed[field.name] ?? firstValue(field);
        const shape = `[${field.shape.join(', ')}]`;
        return (
          <TextField
            key={field.name}
            label={field.name}
            mono
            hint={say('services.try.shape', {
              type: field.datatype,
              shape: field.count === 1 ? shape : `${shape}, ${say('services.try.values', { count: field.count })}`,
            })}
            error={valuesOf(field, value) === null ? say('services.try.wrong') : null}
            value={value}
            onChange={(next) => onType(field.name, next)}
          />
        );
      })}
    </div>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
