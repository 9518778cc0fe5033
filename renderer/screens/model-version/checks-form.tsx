import { useState } from 'react';
import type { Input, Output } from '../../../shared/api/api';
import type { ModelVersion } from '../../../shared/models/model';
import type { Champion } from '../../../shared/models/stage';
import { useRequest } from '../../data/request';
import { type ServerDraft, serverDraft, serverOf } from '../../parts/server-form/server-draft';
import { ServerFields } from '../../parts/server-form/server-fields';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { LoadingState } from '../../ui/loading-state';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { GoldenFromData, type MadeGolden } from './golden-from-data';

type Asked = Input<'stages.run'>;
type Choices = Output<'stages.choices'>;
export type ChecksFormProps = {
  readonly connection: string;
  readonly version: ModelVersion;
  /** Where golden requests of the model lie. */
  readonly goldenFile: string;
  readonly onRun: (asked: Asked) => void;
  readonly onClose: () => void;
};

/** With which golden requests, against what, and how it is run. */
export function ChecksForm(props: ChecksFormProps) {
  const say = useWords();
  const { connection, version, onClose } = props;
  const { data, error } = useRequest('stages.choices', { connection, model: version.model, version: version.version });
  if (data) return <Form {...props} choices={data} />;
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={say('stages.form.title')}
      submitWord={say('stages.run')}
      reason={say('stages.form.loading')}
      onSubmit={() => undefined}
    >
      {error ? <FailureState compact failure={error} /> : <LoadingState what={say('stages.form.loading')} />}
    </FormDialog>
  );
}

const OTHER = 'another path';
const MAKE = 'rows of a dataset';
const ALIAS = 'the alias';
/** No service has such a name. */
const keyOf = ({ from, service }: Champion): string => (from === 'alias' ? ALIAS : (service ?? ''));

function Form({ connection, version, goldenFile, choices, onRun, onClose }: ChecksFormProps & { readonly choices: Choices }) {
  const say = useWords();
  const { goldenFiles, champions, champion, runs } = choices;
  const [file, setFile] = useState(goldenFile);
  const [path, setPath] = useState('');
  const [made, setMade] = useState<MadeGolden | null>(null);
  const files = [...new Set([goldenFile, ...(made ? [made.file] : []), ...goldenFiles.map((each) => each.file)])];
  const [against, setAgainst] = useState<string | null>(champion && keyOf(champion));
  const [edits, setEdits] = useState<Partial<ServerDraft>>({});
  const draft = { ...serverDraft(runs), ...edits };
  const drafted = serverOf(draft);
  const pathFault = file === OTHER && path.trim() === '' ? say('stages.form.path.first') : null;
  const makeFault = file === MAKE ? say('stages.form.make.first') : null;
  const reason = pathFault ?? makeFault ?? (drafted.fault && say(drafted.fault.word, drafted.fault.values));
  const heldAgainst = { service: against === null || against === ALIAS ? null : against, alias: against === ALIAS };
  const run = () =>
    onRun({
      connection,
      model: version.model,
      version: version.version,
      ...heldAgainst,
      golden: null,
      goldenFile: file === OTHER ? path.trim() : file === goldenFile ? null : file,
      server: drafted.server,
    });
  return (
    <FormDialog size="m" onClose={onClose} title={say('stages.form.title')} submitWord={say('stages.run')} reason={reason} onSubmit={run}>
      <p>{say('stages.form.text')}</p>
      <Select
        label={say('stages.used.golden')}
        hint={say('stages.form.golden.hint')}
        value={file}
        choices={[
          ...files.map((each) => ({ value: each, label: fileLabel(say, each, goldenFiles) })),
          { value: OTHER, label: say('stages.form.path.other') },
          { value: MAKE, label: say('stages.form.make.choice') },
        ]}
        onChange={setFile}
      />
      {file === OTHER && <TextField label={say('stages.form.path')} hint={say('stages.form.path.hint')} mono value={path} onChange={setPath} />}
      {made?.file === file && <p>{say('stages.form.made', { count: made.count, version: made.answeredBy, file: made.file })}</p>}
      {champions.length > 0 ? (
        <Select
          label={say('stages.used.champion')}
          hint={say('stages.form.champion.hint')}
          value={against}
          choices={champions.map((each) => ({ value: keyOf(each), label: championLabel(say, each) }))}
          onChange={setAgainst}
        />
      ) : (
        <p>{say('stages.form.champion.none')}</p>
      )}
      {file === MAKE && (
        <GoldenFromData
          connection={connection}
          version={version}
          against={heldAgainst}
          onMade={(told) => {
            setMade(told);
            setFile(told.file);
          }}
        />
      )}
      <ServerFields known={runs} draft={draft} drafted={drafted} onChange={(patch) => setEdits({ ...edits, ...patch })} />
    </FormDialog>
  );
}

type Say = ReturnType<typeof useWords>;

const fileLabel = (say: Say, file: string, there: Choices['goldenFiles']): string =>
  there.some((each) => each.file === file) ? file : say('stages.form.golden.missing', { file });

const championLabel = (say: Say, { version, from, service }: Champion): string =>
  `${say('models.v', { number: version })} ${from === 'service' ? say('stages.used.champion.service', { name: service ?? '' }) : say('stages.used.champion.alias')}`;
