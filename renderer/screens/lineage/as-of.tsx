import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { LineageGraph } from '../../../shared/models/lineage';
import type { SetAddress } from '../../data/address';
import { FilterMenu } from '../../parts/filter-bar';
import { FormDialog } from '../../ui/form-dialog';
import { TextField } from '../../ui/text-field';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { readMoment, writeMoment } from './moment';
import { nameOf } from './rows';
import type { ViewState } from './view-state';

/** Moments that are offered: when something came into being. */
const MOMENTS_MAX = 24;

export type AsOfProps = { readonly view: ViewState; readonly setView: SetAddress<ViewState>; readonly graph: LineageGraph | undefined };

/** As of when it is looked at: now, when a run or a model came into being, or any moment that is written down. */
export function AsOf({ view: { asOf }, setView, graph }: AsOfProps) {
  const say = useWords();
  const intl = useIntl();
  const [now] = useState(() => Date.now());
  const [asking, setAsking] = useState(false);
  const when = (at: number) => whenText(intl, at, now, false);
  const moments = (graph?.nodes ?? [])
    .flatMap((node) =>
      node.at !== null && (node.kind === 'run' || node.kind === 'model-version') ? [{ at: node.at, name: nameOf(node), id: `${node.kind}|${node.id}` }] : [],
    )
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MOMENTS_MAX);
  return (
    <>
      <FilterMenu
        label={say('lineage.as-of')}
        entries={[
          { id: 'now', word: say('lineage.as-of.now'), checked: asOf === null, closes: true, onPress: () => setView({ asOf: null }) },
          { id: 'other', word: say('lineage.as-of.other'), onPress: () => setAsking(true) },
          ...moments.map(({ at, name, id }) => ({
            id,
            word: say('lineage.as-of.moment', { title: name, at: when(at) }),
            checked: asOf === at,
            closes: true,
            onPress: () => setView({ asOf: at }),
          })),
        ]}
        any={asOf === null}
      >
        {asOf === null ? say('lineage.as-of.now') : when(asOf)}
      </FilterMenu>
      {asking && <MomentDialog from={asOf ?? now} onChoose={(at) => setView({ asOf: at })} onClose={() => setAsking(false)} />}
    </>
  );
}

type MomentProps = { readonly from: number; readonly onChoose: (at: number) => void; readonly onClose: () => void };

function MomentDialog({ from, onChoose, onClose }: MomentProps) {
  const say = useWords();
  const [text, setText] = useState(() => writeMoment(from));
  const [opened] = useState(() => Date.now());
  const at = readMoment(text);
  const fault = at === null ? say('lineage.as-of.bad') : null;
  const send = () => {
    if (at === null) return;
    onChoose(Math.min(at, Math.max(opened, from))); // what is to come is as it is now
    onClose();
  };
  return (
    <FormDialog onClose={onClose} title={say('lineage.as-of.title')} submitWord={say('lineage.as-of.do')} reason={fault} onSubmit={send}>
      <TextField mono label={say('lineage.as-of.time')} value={text} onChange={setText} error={fault} hint={say('lineage.as-of.hint')} firstFocus />
    </FormDialog>
  );
}
