import type { z } from 'zod';
import type { ModelVersion, SignatureField } from '../../../shared/models/model';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './model-version.module.css';

type Field = z.infer<typeof SignatureField>;

/** What it takes and what it gives. */
export function SignaturePanel({ version: { signature } }: { readonly version: ModelVersion }) {
  const say = useWords();
  return (
    <Panel title={say('models.signature')} padded={false}>
      {signature === null ? (
        <p className={styles.nothing}>{say('models.signature.none')}</p>
      ) : (
        <div className={styles.signature}>
          <Fields title={say('models.signature.inputs', { count: signature.inputs.length })} fields={signature.inputs} />
          <Fields title={say('models.signature.outputs', { count: signature.outputs.length })} fields={signature.outputs} />
        </div>
      )}
    </Panel>
  );
}

function Fields({ title, fields }: { readonly title: string; readonly fields: readonly Field[] }) {
  const say = useWords();
  return (
    <table className={styles.fields}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{say('models.signature.name')}</th>
          <th scope="col">{say('models.signature.type')}</th>
          <th scope="col">{say('models.signature.shape')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ name, type, shape }, index) => (
          // Fields without names are told by their place.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={index}>
            <th scope="row">
              <bdi>{name ?? say('models.signature.unnamed')}</bdi>
            </th>
            <td>
              <code dir="ltr">{type}</code>
            </td>
            <td>{shape && <bdi dir="ltr">{`[${shape.map((size) => (size < 0 ? '?' : size)).join(', ')}]`}</bdi>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
