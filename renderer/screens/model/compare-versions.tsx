import { useIntl } from 'react-intl';
import { useRequest } from '../../data/request';
import { metricText, shortId } from '../../parts/metric-text';
import { bytesText } from '../../ui/bytes-text';
import { classNames } from '../../ui/class-names';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './model.module.css';

export type CompareVersionsProps = { readonly connection: string; readonly model: string; readonly versions: readonly number[]; readonly onClose: () => void };

/** Versions side by side: what their runs measured, with what parameters, from which data and code. What differs is marked. */
export function CompareVersions({ connection, model, versions, onClose }: CompareVersionsProps) {
  const say = useWords();
  const intl = useIntl();
  const { data, error } = useRequest('models.compare', { connection, model, versions: [...versions] });
  const differs = (values: readonly unknown[]) => new Set(values).size > 1;
  const facts = data
    ? [
        { key: say('models.size'), values: data.versions.map(({ bytes }) => (bytes === null ? null : bytesText(intl, bytes))) },
        { key: say('models.digest'), values: data.versions.map(({ digest }) => digest && shortId(digest)) },
        { key: say('models.commit'), values: data.versions.map(({ commit }) => commit && shortId(commit)) },
        {
          key: say('models.datasets'),
          values: data.versions.map(({ datasets }) => datasets.map(({ name, digest }) => `${name} ${shortId(digest)}`).join(say('ui.list.comma')) || null),
        },
        { key: say('models.signature'), values: data.versions.map(({ signature }) => signature && `${signature.inputs.length} → ${signature.outputs.length}`) },
      ]
    : [];
  return (
    <Dialog opened onClose={onClose} title={say('models.compare.title', { model })} size="l">
      {error && <FailureState compact failure={error} />}
      {!data && !error && <LoadingState what={say('models.compare.loading')} />}
      {data && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is scrolled must be reached by keys
        <section className={styles.compare} tabIndex={0} aria-label={say('models.compare.title', { model })}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('runs.comparison.name')}</th>
                {data.versions.map(({ version }) => (
                  <th key={version} scope="col">
                    <bdi>{say('models.v', { number: version })}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <Rows
              title={say('runs.metrics')}
              rows={data.metrics.map(({ key, values }) => ({ key, values: values.map((value) => (value === null ? null : metricText(intl, value))) }))}
              differs={differs}
            />
            <Rows title={say('runs.params')} rows={data.params.toSorted((one, other) => Number(other.differ) - Number(one.differ))} differs={differs} />
            <Rows title={say('models.facts')} rows={facts} differs={differs} />
          </table>
        </section>
      )}
    </Dialog>
  );
}

type RowsProps = {
  readonly title: string;
  readonly rows: readonly { readonly key: string; readonly values: readonly (string | null)[] }[];
  readonly differs: (values: readonly unknown[]) => boolean;
};

function Rows({ title, rows, differs }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <tbody>
      <tr>
        <th className={styles.heading} scope="rowgroup" colSpan={99}>
          {title}
        </th>
      </tr>
      {rows.map(({ key, values }) => {
        const marked = differs(values);
        return (
          <tr key={key}>
            <th scope="row">
              <bdi>{key}</bdi>
            </th>
            {values.map((value, index) => (
              // The versions stand in their order.
              // oxlint-disable-next-line react/no-array-index-key
              <td key={index} className={classNames(marked && styles.differs)}>
                <bdi>{value ?? '–'}</bdi>
              </td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}
