import { useIntl } from 'react-intl';
import type { ObjectFacts, ObjectPreview, ObjectRef } from '../../../shared/models/object-store';
import { useRequest } from '../../data/request';
import { CellsTable } from '../../parts/cells-table';
import { Section } from '../../parts/side-panel';
import { bytesText } from '../../ui/bytes-text';
import { CodeBlock } from '../../ui/code-block';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './objects.module.css';

export type PreviewTabProps = { readonly store: string; readonly object: ObjectRef; readonly facts: ObjectFacts };

/** The beginning of the object, as what it is. */
export function PreviewTab({ store, object, facts: { etag } }: PreviewTabProps) {
  const say = useWords();
  const { data, error, refetch } = useRequest('objects.preview', { connection: store, object, etag });
  if (error && !data) return <FailureState failure={error} what={say('objects.preview.unread')} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState what={say('objects.preview.loading')} />;
  return <Shown preview={data.preview} />;
}

function Shown({ preview }: { readonly preview: ObjectPreview }) {
  const say = useWords();
  switch (preview.kind) {
    case 'empty':
      return (
        <Section>
          <p>{say('objects.preview.empty')}</p>
        </Section>
      );
    case 'bytes':
      return (
        <Section>
          <p>{say('objects.preview.bytes')}</p>
          <CodeBlock wrap>{preview.hex}</CodeBlock>
        </Section>
      );
    case 'text':
      return (
        <Section>
          <CodeBlock>{preview.text}</CodeBlock>
          {!preview.whole && <p className={styles.quiet}>{say('objects.preview.cut')}</p>}
        </Section>
      );
    case 'parquet':
      return <Parquet preview={preview} />;
  }
}

function Parquet({ preview: { rows, rowGroups, madeBy, columns, head } }: { readonly preview: Extract<ObjectPreview, { kind: 'parquet' }> }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <>
      <Section title={say('objects.preview.head')}>
        <p className={styles.line}>
          <span>{say('objects.preview.rows', { rows })}</span>·<span>{say('objects.preview.groups', { count: rowGroups })}</span>
          {madeBy !== null && <span className={styles.quiet}>{say('objects.preview.made-by', { name: madeBy })}</span>}
        </p>
        {head ? (
          <div className={styles.head}>
            <CellsTable label={say('objects.preview.head')} cells={head} />
          </div>
        ) : (
          <p>{say('objects.preview.head.none')}</p>
        )}
      </Section>
      <Section title={say('objects.preview.columns')}>
        <ul className={styles.columns}>
          {columns.map(({ name, type, codec, bytes }) => (
            <li key={name}>
              <CodeText>{name}</CodeText>
              <span className={styles.quiet}>
                <bdi>{type}</bdi> · <bdi>{codec}</bdi>
              </span>
              <bdi>{bytesText(intl, bytes)}</bdi>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
