import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { type LineageKey, type LineageNode, lineageRef } from '../../../shared/models/lineage';
import { useImpact } from '../../data/lineage';
import type { Here } from '../../data/workspace';
import { Chips, PanelBody, PanelFooter, Section, SidePanel } from '../../parts/side-panel';
import { Fact, Facts } from '../../ui/facts';
import { Button } from '../../ui/button';
import { buttonLook } from '../../ui/button-look';
import { Chip } from '../../ui/chip';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { FindDialog } from './find-dialog';
import styles from './lineage.module.css';
import { openAddress } from './open-address';
import { nameOf } from './rows';

export type ChosenPanelProps = {
  readonly here: Here;
  readonly node: LineageNode;
  readonly asOf: number | null;
  readonly onClose: () => void;
  readonly onChoose: (ref: string) => void;
  readonly onCentre: () => void;
  readonly onPath: (to: LineageKey) => void;
  readonly onExpand: (way: 'up' | 'down') => void;
  /** Puts it back into its group; null where it was taken out of none. */
  readonly onTogether: (() => void) | null;
};

const TONES = { good: 'ok', busy: 'accent', bad: 'bad', unknown: 'unknown', none: 'plain' } as const;

/** Everything about the thing that is chosen, and what can be asked about it. */
export function ChosenPanel({ here, node, asOf, onClose, onChoose, onCentre, onPath, onExpand, onTogether }: ChosenPanelProps) {
  const say = useWords();
  const [finding, setFinding] = useState(false);
  const [impactOf, setImpactOf] = useState<string | null>(null);
  const address = openAddress(here.connection, node);
  const ref = lineageRef(node);
  return (
    <SidePanel
      label={say('lineage.chosen', { kind: say(`lineage.kind.${node.kind}`) })}
      title={nameOf(node)}
      closeWord={say('ui.close')}
      onClose={onClose}
      width={300}
    >
      <PanelBody>
        <Section>
          <Chips>
            <Chip>{say(`lineage.kind.${node.kind}`)}</Chip>
            {node.state !== 'none' && <Chip tone={TONES[node.state]}>{say(`lineage.state.${node.state}`)}</Chip>}
          </Chips>
          <Facts>
            {node.detail !== '' && !nameOf(node).includes(node.detail) && (
              <Fact word={say('lineage.column-name.detail')}>
                <bdi>{node.detail}</bdi>
              </Fact>
            )}
            {node.at !== null && (
              <Fact word={say('lineage.column-name.at')}>
                <ClockTime at={node.at} />
              </Fact>
            )}
          </Facts>
        </Section>
        <Section>
          <div className={styles.deeds}>
            {address && (
              <Link to={address.to} params={{ ...address.params }} search={{ ...address.search }} className={buttonLook({})}>
                {say('lineage.open')}
              </Link>
            )}
            <Button onClick={onCentre}>{say('lineage.centre')}</Button>
            <Button onClick={() => setFinding(true)}>{say('lineage.path')}</Button>
            {(['up', 'down'] as const).map(
              (way) =>
                node.more[way] > 0 && (
                  <Button key={way} onClick={() => onExpand(way)}>
                    {say(`lineage.expand.${way}`, { count: node.more[way] })}
                  </Button>
                ),
            )}
            {onTogether && <Button onClick={onTogether}>{say('lineage.group.close')}</Button>}
          </div>
        </Section>
        {impactOf === ref && <Impact here={here} node={node} asOf={asOf} onChoose={onChoose} />}
      </PanelBody>
      {impactOf !== ref && (
        <PanelFooter>
          <Button onClick={() => setImpactOf(ref)}>{say('lineage.impact')}</Button>
        </PanelFooter>
      )}
      {finding && <FindDialog here={here} title={say('lineage.path.to')} onClose={() => setFinding(false)} onFound={({ kind, id }) => onPath({ kind, id })} />}
    </SidePanel>
  );
}

/** A list in a panel is read, not searched: the table has the rest. */
const LISTED_MAX = 100;

function Impact({ here, node, asOf, onChoose }: Pick<ChosenPanelProps, 'here' | 'node' | 'asOf' | 'onChoose'>) {
  const say = useWords();
  const intl = useIntl();
  const { data, error, refetch } = useImpact(here, { kind: node.kind, id: node.id }, asOf);
  if (error) return <FailureState compact failure={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState what={say('lineage.reading')} lines={3} />;
  if (data.nodes.length === 0) return <p className={styles.quiet}>{say('lineage.impact.none')}</p>;
  return (
    <Section title={say('lineage.impact.count', { count: data.nodes.length })}>
      <ul className={styles.found}>
        {data.nodes.slice(0, LISTED_MAX).map(({ node: other, steps }) => (
          <li key={lineageRef(other)}>
            <button type="button" className={styles.hit} onClick={() => onChoose(lineageRef(other))}>
              <span className={styles.kind}>
                {say(`lineage.kind.${other.kind}`)} · {say('lineage.impact.steps', { steps })}
              </span>
              <bdi>{nameOf(other)}</bdi>
            </button>
          </li>
        ))}
        {data.nodes.length > LISTED_MAX && <li className={styles.quiet}>+{intl.formatNumber(data.nodes.length - LISTED_MAX)}</li>}
      </ul>
    </Section>
  );
}
