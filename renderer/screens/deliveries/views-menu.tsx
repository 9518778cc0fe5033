import { memo, useState } from 'react';
import { SavedView } from '../../../shared/models/saved-view';
import { parseSearch, type SetAddress, stringifySearch } from '../../data/address';
import { useChange, useRequest } from '../../data/request';
import { notify } from '../../parts/notices';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { DownIcon, RemoveIcon, SaveViewIcon } from '../../ui/icons';
import { Menu, type MenuEntry } from '../../ui/menu';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { type ViewState, viewState } from './view-state';

const SCREEN = 'deliveries';

/** What a view keeps: the address, but for the panel that happens to be open. */
const searchOf = (state: ViewState) => stringifySearch(viewState.write({ ...state, open: null }));

export type ViewsMenuProps = { readonly state: ViewState; readonly set: SetAddress<ViewState> };

/** Filters, order, grouping and columns under a name. */
export const ViewsMenu = memo(function ViewsMenu({ state, set }: ViewsMenuProps) {
  const say = useWords();
  const [saving, setSaving] = useState(false);
  const { data } = useRequest('views.list', { screen: SCREEN });
  const remove = useChange('views.remove', {
    refresh: ['views.list'],
    failed: (failure) => notify({ tone: 'bad', word: 'shell.notice.failed', failure }),
  });
  const views = data?.views ?? [];
  const shown = searchOf(state);
  const entries: MenuEntry[] = [
    ...views.map(
      ({ id, name, search }): MenuEntry => ({
        id,
        word: name,
        checked: search === shown,
        onPress: () => set({ ...viewState.read(parseSearch(search)), open: state.open }, 'push'),
      }),
    ),
    ...(views.length === 0 ? [{ kind: 'heading', word: say('deliveries.views.none') } as const] : []),
    { kind: 'rule' },
    { id: 'save', word: say('deliveries.views.save'), icon: SaveViewIcon, onPress: () => setSaving(true) },
    ...views
      .filter(({ search }) => search === shown)
      .map(
        ({ id, name }): MenuEntry => ({
          id: `remove ${id}`,
          word: say('deliveries.views.remove', { name }),
          icon: RemoveIcon,
          danger: true,
          onPress: () => remove.mutate({ id }),
        }),
      ),
  ];
  return (
    <>
      <Menu label={say('deliveries.views')} entries={entries} side="end" target={<Button trailing={DownIcon}>{say('deliveries.views')}</Button>} />
      {saving && <SaveDialog search={shown} views={views} onClose={() => setSaving(false)} />}
    </>
  );
});

type SaveDialogProps = { readonly search: string; readonly views: readonly SavedView[]; readonly onClose: () => void };

function SaveDialog({ search, views, onClose }: SaveDialogProps) {
  const say = useWords();
  const [name, setName] = useState('');
  const save = useChange('views.save', {
    refresh: ['views.list'],
    done: (_, view) => notify({ tone: 'ok', word: 'deliveries.views.saved', values: { name: view.name } }),
  });
  const same = views.find((view) => view.name === name.trim());
  const valid = SavedView.shape.name.safeParse(name).success;
  const send = () => save.mutate({ id: same?.id ?? crypto.randomUUID(), screen: SCREEN, name: name.trim(), search }, { onSuccess: onClose });
  return (
    <FormDialog
      onClose={onClose}
      title={say('deliveries.views.save.title')}
      submitWord={say('deliveries.views.save.do')}
      reason={valid ? null : say('deliveries.views.name')}
      working={save.isPending}
      onSubmit={send}
    >
      <p>{say('deliveries.views.save.text')}</p>
      <TextField label={say('deliveries.views.name')} value={name} onChange={setName} hint={same ? say('deliveries.views.taken') : null} firstFocus />
      {save.error && <FailureState compact failure={save.error} />}
    </FormDialog>
  );
}
