import { useIntl } from 'react-intl';
import type { Service } from '../../../shared/models/service';
import { useAddress } from '../../data/address';
import { ShadowFigures } from '../../parts/shadow-figures';
import { Chip } from '../../ui/chip';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { SPAN_MS, viewState } from './view-state';
import styles from './service.module.css';

export type ShadowPanelProps = { readonly connection: string; readonly service: Service };

/** Requests that the candidate is sent beside whoever answers them; absent where its plan has none. */
export function ShadowPanel({ connection, service }: ShadowPanelProps) {
  const say = useWords();
  const intl = useIntl();
  const [{ span }] = useAddress(viewState);
  const { release, plan } = service;
  if (release.candidate === null || plan.shadow === 0) return null;
  return (
    <Panel
      title={say('services.shadow')}
      beside={<Chip tone="candidate">{say('actions.revision', { number: release.candidate })}</Chip>}
      aside={say(`services.figures.span.${span}`)}
    >
      <p className={styles.lead}>{say('services.shadow.text', { share: intl.formatNumber(plan.shadow / 100, { style: 'percent' }) })}</p>
      <ShadowFigures connection={connection} service={service} revision={release.candidate} spanMs={SPAN_MS[span]} />
    </Panel>
  );
}
