import { useMemo } from 'react';
import type { LineageKey } from '../../../shared/models/lineage';
import { useImportEvents } from '../../data/import-events';
import type { Here } from '../../data/workspace';
import { type Action, useScreenActions } from '../../parts/actions';
import { AddIcon, MoreIcon } from '../../ui/icons';
import { IconButton } from '../../ui/icon-button';
import { Menu } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import { ImportDialog } from './import-dialog';

export type LineageDeedsProps = { readonly here: Here; readonly onShow: (key: LineageKey) => void };

/** What can be done with lineage beside looking at it: the same in the menu and in the palette. */
export function LineageDeeds({ here, onShow }: LineageDeedsProps) {
  const say = useWords();
  const { importing, start, leave } = useImportEvents(here);
  const isLost = here.lostAt !== null;
  const actions = useMemo<readonly Action[]>(
    () => [
      { id: 'lineage.import', word: 'lineage.import', keywords: 'lineage.import.keywords', icon: AddIcon, group: 'screen', when: () => !isLost, run: start },
    ],
    [isLost, start],
  );
  useScreenActions(actions);
  const lost = isLost ? say('workspace.lost.deed') : null;
  return (
    <>
      <Menu
        label={say('lineage.more')}
        side="end"
        entries={actions.map(({ id, word, icon, run }) => ({ id, word: say(word), ...(icon && { icon }), reason: lost, onPress: run }))}
        target={<IconButton kind="plain" icon={MoreIcon} label={say('lineage.more')} />}
      />
      {importing && (
        <ImportDialog
          importing={importing}
          onClose={leave}
          onShow={(key) => {
            leave();
            onShow(key);
          }}
        />
      )}
    </>
  );
}
