import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useRequest } from '../../data/request';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { CodeBlock } from '../../ui/code-block';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { BackIcon, NoteIcon, OpenFolderIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const above = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

/** The files that it left, folder by folder. */
export function ArtifactsPanel({ page: { here, run } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const [path, setPath] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const { data, error, isPending } = useRequest('runs.artifacts', { connection: here.connection, run: run.id, path }, { keep: true });
  const artifacts = data?.artifacts ?? [];
  return (
    <Panel title={say('runs.artifacts')} padded={false}>
      {error && <FailureState compact failure={error} what={say('runs.artifacts.unread')} />}
      {isPending && <LoadingState what={say('runs.artifacts.loading')} lines={2} />}
      {data && artifacts.length === 0 && path === '' && <p className={styles.nothing}>{say('runs.artifacts.none')}</p>}
      {path !== '' && (
        <Button kind="quiet" size="s" icon={BackIcon} onClick={() => setPath(above(path))}>
          <bdi dir="ltr">{path}</bdi>
        </Button>
      )}
      {artifacts.length > 0 && (
        <ul className={styles.files}>
          {artifacts.map((artifact) => (
            <li key={artifact.path}>
              <Button
                kind="quiet"
                size="s"
                icon={artifact.folder ? OpenFolderIcon : NoteIcon}
                onClick={() => (artifact.folder ? setPath(artifact.path) : setOpen(artifact.path))}
              >
                <bdi dir="ltr" title={artifact.path}>
                  {nameOf(artifact.path)}
                </bdi>
              </Button>
              {artifact.bytes !== null && <bdi className={styles.quiet}>{bytesText(intl, artifact.bytes)}</bdi>}
            </li>
          ))}
        </ul>
      )}
      {open !== null && <ArtifactDialog connection={here.connection} run={run.id} path={open} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

type ArtifactDialogProps = { readonly connection: string; readonly run: string; readonly path: string; readonly onClose: () => void };

/** The beginning of a file that is text. */
function ArtifactDialog({ connection, run, path, onClose }: ArtifactDialogProps) {
  const say = useWords();
  const intl = useIntl();
  const { data, error } = useRequest('runs.artifactText', { connection, run, path });
  return (
    <Dialog opened onClose={onClose} title={nameOf(path)} lead={data && <bdi>{bytesText(intl, data.bytes)}</bdi>} size="l">
      {error && <FailureState compact failure={error} what={say('runs.artifacts.no-text')} />}
      {!data && !error && <LoadingState what={say('runs.artifacts.loading')} />}
      {data && (
        <>
          <CodeBlock height="tall">{data.text}</CodeBlock>
          {!data.whole && <p className={styles.quiet}>{say('runs.artifacts.beginning')}</p>}
        </>
      )}
    </Dialog>
  );
}
