import { useState } from 'react';
import type { ActionRequest } from '../../../shared/models/action';
import { type RunsAs, runsAsFor } from '../../../shared/models/server-command';
import { DEFAULT_RELEASE, type ServiceRow } from '../../../shared/models/service';
import { useRequest } from '../../data/request';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { LoadingState } from '../../ui/loading-state';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { ConnectionMark } from '../connection-mark';
import { type ServerDraft, serverDraft, serverOf } from '../server-form/server-draft';
import { ServerFields } from '../server-form/server-fields';
import { nameFor, planDraft, type ServeDraft, servedBy, type ServeFault } from './serve-draft';
import styles from './serve-form.module.css';

const NEW = 'a new one';
const STRATEGIES = ['canary', 'blue-green'] as const;
const NUMBERS = ['bake', 'limit', 'shadow'] as const;

export type ServeFormProps = {
  readonly connection: string;
  readonly model: string;
  /** The version that is looked at. */
  readonly version: number | null;
  /** The service whose candidate it becomes; null where it may be any. */
  readonly service: string | null;
  readonly onRequest: (service: string, request: ActionRequest) => void;
  readonly onClose: () => void;
};

/** Which version of a model, under which name, and how it gets its traffic. */
export function ServeForm(props: ServeFormProps) {
  const say = useWords();
  const { connection, model, version, service, onClose } = props;
  const { data, error } = useRequest('services.list', { connection });
  if (data) return <Form {...props} services={data.services.filter((each) => each.model === model || each.name === service)} all={data.services} />;
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={titleOf(say, { model, version, service })}
      submitWord={say('actions.review')}
      reason={say('services.serve.loading')}
      onSubmit={() => undefined}
    >
      {error ? <FailureState compact failure={error} /> : <LoadingState what={say('services.serve.loading')} />}
    </FormDialog>
  );
}

const titleOf = (say: ReturnType<typeof useWords>, { model, version, service }: Pick<ServeFormProps, 'model' | 'version' | 'service'>) =>
  service === null && version !== null ? say('services.serve.title', { model, version }) : say('services.serve.title-named', { name: service ?? model });

type FormProps = ServeFormProps & { readonly services: readonly ServiceRow[]; readonly all: readonly ServiceRow[] };

function Form({ connection, model, version, service, services, all, onRequest, onClose }: FormProps) {
  const say = useWords();
  const [first] = services;
  const suggested = service ?? first?.name ?? null;
  // What nobody touched follows what there is: services may be told anew while this is open.
  const [edits, setEdits] = useState<Partial<ServeDraft>>({});
  const [serverEdits, setServerEdits] = useState<Partial<ServerDraft>>({});
  const under = edits.service === undefined ? suggested : edits.service;
  const plan = services.find((each) => each.name === under)?.plan ?? DEFAULT_RELEASE;
  const draft: ServeDraft = { name: nameFor(model), version, ...planDraft(plan), ...edits, service: under };
  const served = servedBy(model, all, draft);
  const known = useKnownRuns({ connection, model, version: draft.version, service: under });
  const typed: ServerDraft = { ...serverDraft(known.runs), ...serverEdits };
  const drafted = serverOf(typed);
  // Nothing is found fault with before anybody could know better.
  const fault = served.fault ?? (known.isAsking ? { field: null, word: 'server.asking' as const, values: undefined } : drafted.fault);
  const set = (patch: Partial<ServeDraft>) => setEdits({ ...edits, ...patch });
  const isNew = draft.service === null;
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={titleOf(say, { model, version, service })}
      lead={<ConnectionMark id={connection} />}
      submitWord={say('actions.review')}
      reason={fault && say(fault.word, fault.values)}
      onSubmit={() => served.request && onRequest(served.name, withServer(served.request, drafted.server))}
    >
      {service === null && (
        <>
          <p>{say('services.serve.text')}</p>
          <Select
            label={say('services.serve.service')}
            value={draft.service ?? NEW}
            choices={[...services.map(({ name }) => ({ value: name, label: name })), { value: NEW, label: say('services.serve.new') }]}
            onChange={(value) => setEdits({ ...(edits.name !== undefined && { name: edits.name }), service: value === NEW ? null : value })}
          />
          {isNew && (
            <TextField
              label={say('services.serve.name')}
              hint={say('services.serve.name.hint')}
              error={faultOf(say, served.fault, 'name')}
              mono
              firstFocus
              value={draft.name}
              onChange={(name) => set({ name })}
            />
          )}
        </>
      )}
      {version === null && <VersionField connection={connection} model={model} value={draft.version} onChange={(chosen) => set({ version: chosen })} />}
      {draft.version !== null && !known.isAsking && (
        <ServerFields known={known.runs} draft={typed} drafted={drafted} onChange={(patch) => setServerEdits({ ...serverEdits, ...patch })} />
      )}
      <PlanFields draft={draft} fault={served.fault} set={set} />
      {isNew && <p className={styles.quiet}>{say('services.serve.first')}</p>}
    </FormDialog>
  );
}

/** The request in full: what is to be started stands in the plan of it. */
const withServer = (request: ActionRequest, server: ReturnType<typeof serverOf>['server']): ActionRequest =>
  request.action === 'start' && server ? { ...request, server } : request;

type Known = { readonly connection: string; readonly model: string; readonly version: number | null; readonly service: string | null };

/** How a version is run where nobody says otherwise: as its flavors say; else as what it follows in its service is run. */
function useKnownRuns({ connection, model, version, service }: Known): { readonly runs: RunsAs | null; readonly isAsking: boolean } {
  const chosen = useRequest('models.version', { connection, model, version: version ?? 1 }, { enabled: version !== null });
  const followed = useRequest('services.get', { connection, service: service ?? '' }, { enabled: service !== null });
  const flavors = chosen.data?.version === version ? chosen.data?.flavors : undefined;
  const stable = followed.data?.revisions.find(({ number }) => number === followed.data.release.stable)?.runs;
  const own = flavors ? runsAsFor(flavors) : null;
  const runs = own?.kind !== 'onnx' && stable?.kind === 'server' ? stable : own;
  const isAsking = (version !== null && !flavors && !chosen.error) || (service !== null && !followed.data && !followed.error);
  return { runs, isAsking };
}

type Say = ReturnType<typeof useWords>;
const faultOf = (say: Say, fault: ServeFault | null, field: ServeFault['field']) => (fault?.field === field ? say(fault.word, fault.values) : null);

type PlanFieldsProps = { readonly draft: ServeDraft; readonly fault: ServeFault | null; readonly set: (patch: Partial<ServeDraft>) => void };

function PlanFields({ draft, fault, set }: PlanFieldsProps) {
  const say = useWords();
  return (
    <>
      <div className={styles.strategy}>
        <span>{say('services.serve.strategy')}</span>
        <Segmented
          label={say('services.serve.strategy')}
          value={draft.strategy}
          segments={STRATEGIES.map((value) => ({ value, label: say(`services.serve.${value}`) }))}
          onChange={(strategy) => set({ strategy })}
        />
      </div>
      {draft.strategy === 'canary' && (
        <TextField
          label={say('services.serve.steps')}
          hint={say('services.serve.steps.hint')}
          error={faultOf(say, fault, 'steps')}
          mono
          value={draft.steps}
          onChange={(steps) => set({ steps })}
        />
      )}
      {NUMBERS.map((field) => (
        <TextField
          key={field}
          kind="number"
          label={say(`services.serve.${field}`)}
          hint={say(`services.serve.${field}.hint`)}
          error={faultOf(say, fault, field)}
          value={draft[field]}
          onChange={(value) => set({ [field]: value })}
        />
      ))}
    </>
  );
}

type VersionFieldProps = { readonly connection: string; readonly model: string; readonly value: number | null; readonly onChange: (version: number) => void };

function VersionField({ connection, model, value, onChange }: VersionFieldProps) {
  const say = useWords();
  const { data, error } = useRequest('models.get', { connection, model });
  if (!data) return error ? <FailureState compact failure={error} /> : <LoadingState what={say('actions.set-alias.loading')} />;
  return (
    <Select
      label={say('services.serve.version')}
      value={value === null ? '' : String(value)}
      choices={data.history.map((each) => ({ value: String(each.version), label: [say('models.v', { number: each.version }), ...each.aliases].join(' ') }))}
      onChange={(chosen) => onChange(Number(chosen))}
    />
  );
}
