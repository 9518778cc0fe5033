import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { DeliveryPod } from '../../../shared/models/delivery-detail';
import type { EntityKey } from '../../../shared/models/entity';
import { useLog } from '../../data/log';
import { findInLog } from '../../data/log-lines';
import { LogLines, type LogView } from '../../parts/log-lines';
import { FailureState } from '../../ui/failure-state';
import { IconButton } from '../../ui/icon-button';
import { CloseIcon, DownIcon, UpIcon } from '../../ui/icons';
import { SearchField } from '../../ui/search-field';
import { Select } from '../../ui/select';
import { StateMark } from '../../ui/state-mark';
import { Checkbox } from '../../ui/switch';
import { useWords } from '../../ui/use-words';
import styles from './log-panel.module.css';
import type { ViewState } from './view-state';

export type LogPanelProps = {
  readonly entity: EntityKey;
  readonly log: NonNullable<ViewState['log']>;
  /** Null: the pod is not there any more. */
  readonly containers: DeliveryPod['containers'] | null;
  readonly onLog: (log: ViewState['log']) => void;
};

const STATE_MARKS = { opening: 'running', following: 'running', ended: 'stopped', reconnecting: 'uncertain', failed: 'bad', lost: 'uncertain' } as const;

/** The log of one container, followed; also of the one before its last restart. What was loaded can be searched. */
export function LogPanel({ entity, log, containers, onLog }: LogPanelProps) {
  const say = useWords();
  const source = useMemo(() => ({ entity, ...log }), [entity, log]);
  const text = useLog(source);
  const [asked, setAsked] = useState('');
  const [wrap, setWrap] = useState(false);
  const [at, setAt] = useState(0);
  const view = useRef<LogView>(null);
  const found = useMemo(() => findInLog(text.lines, asked), [text.lines, asked]);
  const here = found.length === 0 ? null : Math.min(at, found.length - 1);
  const go = (to: number) => {
    if (found.length === 0) return;
    const next = (to + found.length) % found.length;
    setAt(next);
    view.current?.show(found[next] ?? 0);
  };
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') go((here ?? -1) + (event.shiftKey ? -1 : 1));
  };
  const own = containers?.find(({ name }) => name === log.container);
  return (
    <section className={styles.log} aria-label={say('delivery.log', { pod: log.pod })}>
      <div className={styles.bar}>
        <bdi className={styles.pod} dir="ltr" title={log.pod}>
          {log.pod}
        </bdi>
        {containers && containers.length > 1 ? (
          <div className={styles.containers}>
            <Select
              label={say('delivery.log.container')}
              labelHidden
              size="s"
              value={log.container}
              choices={containers.map(({ name }) => ({ value: name, label: name }))}
              onChange={(container) => onLog({ ...log, container, previous: false })}
            />
          </div>
        ) : (
          <bdi className={styles.container}>{log.container}</bdi>
        )}
        <output className={styles.state}>
          <StateMark shape={STATE_MARKS[text.state]} size={12} />
          {say(`delivery.log.${text.state}`)}
        </output>
        <div className={styles.search}>
          <SearchField label={say('delivery.log.search')} value={asked} onChange={setAsked} onKeyDown={key} />
        </div>
        {asked.trim() !== '' && (
          <output className={styles.found} data-figures>
            {say('delivery.log.found', { count: found.length, at: here === null ? 0 : here + 1 })}
          </output>
        )}
        <IconButton
          size="s"
          icon={UpIcon}
          label={say('delivery.log.earlier')}
          reason={found.length === 0 ? say('delivery.log.no-match') : null}
          onClick={() => go((here ?? 0) - 1)}
        />
        <IconButton
          size="s"
          icon={DownIcon}
          label={say('delivery.log.later')}
          reason={found.length === 0 ? say('delivery.log.no-match') : null}
          onClick={() => go((here ?? -1) + 1)}
        />
        <Checkbox label={say('delivery.log.wrap')} checked={wrap} onChange={setWrap} />
        {(log.previous || own?.hasPrevious) && (
          <Checkbox label={say('delivery.log.previous')} checked={log.previous} onChange={(previous) => onLog({ ...log, previous })} />
        )}
        <IconButton size="s" icon={CloseIcon} label={say('delivery.log.close')} onClick={() => onLog(null)} />
      </div>
      {containers === null && <p className={styles.gone}>{say('delivery.log.gone')}</p>}
      {text.failure ? <FailureState compact failure={text.failure} /> : text.said !== null && <p className={styles.gone}>{text.said}</p>}
      <LogLines
        key={`${log.pod} ${log.container} ${log.previous}`}
        ref={view}
        lines={text.lines}
        asked={asked.trim()}
        empty={say(text.state === 'opening' ? 'delivery.log.opening' : 'delivery.log.empty')}
        before={text.dropped > 0 ? say('delivery.log.dropped', { count: text.dropped }) : null}
        shown={here === null ? null : (found[here] ?? null)}
        wrap={wrap}
      />
    </section>
  );
}
