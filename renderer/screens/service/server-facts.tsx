import { useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import type { ServiceRevision } from '../../../shared/models/service';
import { plainLine } from '../../data/log-lines';
import { useRequest } from '../../data/request';
import { LogLines } from '../../parts/log-lines';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { CodeText } from '../../ui/code-text';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './service.module.css';

const LINES_MAX = 2_000;

export type ServerFactsProps = { readonly connection: string; readonly service: string; readonly revision: ServiceRevision };

/** Of a revision that a server of the user's answers for: its command, its processes, and what it wrote. */
export function ServerFacts({ connection, service, revision: { number, runs, host } }: ServerFactsProps) {
  const say = useWords();
  const intl = useIntl();
  const [reading, setReading] = useState(false);
  if (runs.kind !== 'server') return null;
  const { server } = host;
  const facts = server && [
    say('services.server.where', { pid: String(server.pid), port: String(server.port) }),
    say('services.server.restarts', { count: server.restarts }),
    ...(server.cpu === null ? [] : [say('services.server.cpu', { share: intl.formatNumber(server.cpu, { style: 'percent', maximumFractionDigits: 0 }) })]),
    ...(server.memoryBytes === null ? [] : [bytesText(intl, server.memoryBytes)]),
  ];
  return (
    <>
      <p className={styles.digest}>
        <CodeText>{runs.server.argv.join(' ')}</CodeText>
      </p>
      {facts && <p className={styles.quiet}>{facts.join(say('ui.list.comma'))}</p>}
      <div>
        <Button size="s" onClick={() => setReading(true)}>
          {say('services.server.log')}
        </Button>
      </div>
      {reading && <ServerLog connection={connection} service={service} revision={number} onClose={() => setReading(false)} />}
    </>
  );
}

type ServerLogProps = { readonly connection: string; readonly service: string; readonly revision: number; readonly onClose: () => void };

function ServerLog({ connection, service, revision, onClose }: ServerLogProps) {
  const say = useWords();
  const { data, error, refetch, isFetching } = useRequest('services.log', { connection, service, revision, lines: LINES_MAX });
  const lines = useMemo(() => (data?.lines ?? []).map((line) => ({ ...line, text: plainLine(line.text), gap: false })), [data]);
  return (
    <Dialog
      opened
      onClose={onClose}
      size="l"
      title={say('services.server.log.title', { revision })}
      footer={
        <>
          <Button working={isFetching} onClick={() => void refetch()}>
            {say('services.server.log.again')}
          </Button>
          <Button kind="primary" keys="Escape" onClick={onClose}>
            {say('ui.close')}
          </Button>
        </>
      }
    >
      {data ? (
        <LogLines lines={lines} asked="" empty={say('services.server.log.empty')} before={null} />
      ) : error ? (
        <FailureState compact failure={error} />
      ) : (
        <LoadingState what={say('services.server.log.loading')} lines={4} />
      )}
    </Dialog>
  );
}
