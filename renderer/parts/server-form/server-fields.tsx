import type { RunsAs } from '../../../shared/models/server-command';
import { CodeText } from '../../ui/code-text';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { type Drafted, PLACEHOLDERS, type ServerDraft, type ServerField } from './server-draft';
import styles from './server-fields.module.css';

const KINDS = ['onnx', 'server'] as const;
const PROTOCOLS = ['oip', 'invocations'] as const;

export type ServerFieldsProps = {
  /** How the version is run where nobody says otherwise; null: a server must be named. */
  readonly known: RunsAs | null;
  readonly draft: ServerDraft;
  readonly drafted: Drafted;
  /** What was touched is found fault with; what was not, once it is to be sent. */
  readonly onChange: (patch: Partial<ServerDraft>) => void;
};

/** How a version is run: by ONNX Runtime, or by a server of the user's with its command, shown back as it will be started. */
export function ServerFields({ known, draft, drafted, onChange }: ServerFieldsProps) {
  const say = useWords();
  const error = (field: ServerField) => (drafted.fault?.field === field ? say(drafted.fault.word, drafted.fault.values) : null);
  const isOnnx = known?.kind === 'onnx';
  return (
    <fieldset className={styles.fields}>
      <legend>{say('server.title')}</legend>
      {isOnnx && (
        <Segmented
          label={say('server.title')}
          value={draft.runs}
          segments={KINDS.map((value) => ({ value, label: say(`server.runs.${value}`) }))}
          onChange={(runs) => onChange({ runs })}
        />
      )}
      {draft.runs === 'server' && (
        <>
          <p className={styles.quiet}>{say(known?.kind === 'server' ? 'server.known' : 'server.text')}</p>
          <TextField
            label={say('server.command')}
            hint={say('server.command.hint')}
            error={error('command')}
            kind="long"
            mono
            value={draft.command}
            onChange={(command) => onChange({ command })}
          />
          <Understood drafted={drafted} />
          <Select
            label={say('server.protocol')}
            hint={say(`server.protocol.${draft.protocol}.hint`)}
            value={draft.protocol}
            choices={PROTOCOLS.map((value) => ({ value, label: say(`server.protocol.${value}`) }))}
            onChange={(protocol) => onChange({ protocol })}
          />
          {draft.protocol === 'oip' && (
            <TextField
              label={say('server.model')}
              hint={say('server.model.hint')}
              error={error('model')}
              mono
              value={draft.model}
              onChange={(model) => onChange({ model })}
            />
          )}
          <TextField
            label={say('server.env')}
            hint={say('server.env.hint')}
            error={error('env')}
            kind="long"
            mono
            value={draft.env}
            onChange={(env) => onChange({ env })}
          />
          <TextField
            label={say('server.ready')}
            hint={say('server.ready.hint')}
            error={error('ready')}
            kind="number"
            value={draft.ready}
            onChange={(ready) => onChange({ ready })}
          />
        </>
      )}
    </fieldset>
  );
}

/** The command word by word, and what its placeholders stand for. */
function Understood({ drafted: { words, unknown } }: { readonly drafted: Drafted }) {
  const say = useWords();
  return (
    <div className={styles.understood}>
      {words.length > 0 && (
        <>
          <span className={styles.quiet}>{say('server.words', { count: words.length })}</span>
          <ol className={styles.words} dir="ltr">
            {words.map((word, place) => (
              // A place in one command: nothing else tells two equal words apart.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={place}>{word === '' ? <span className={styles.quiet}>{say('server.words.empty')}</span> : <CodeText wrap>{word}</CodeText>}</li>
            ))}
          </ol>
        </>
      )}
      {unknown.length > 0 && <p className={styles.warn}>{say('server.unknown', { names: unknown.join(', ') })}</p>}
      <details className={styles.quiet}>
        <summary>{say('server.placeholders')}</summary>
        <dl className={styles.placeholders}>
          {PLACEHOLDERS.map((name) => (
            <div key={name}>
              <dt>
                <CodeText>{name}</CodeText>
              </dt>
              <dd>{say(`server.placeholder.${name === '{port3}' ? 'port2' : (name.slice(1, -1) as 'model' | 'host' | 'port' | 'port2')}`)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}
