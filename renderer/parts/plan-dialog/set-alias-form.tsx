import { useState } from 'react';
import type { ActionRequest } from '../../../shared/models/action';
import { useRequest } from '../../data/request';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { LoadingState } from '../../ui/loading-state';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { actionLook } from '../action-definitions';
import { AliasChips } from '../alias-chips';
import { ConnectionMark } from '../connection-mark';
import { aliasRequest } from './alias-request';
import type { OpenPlan } from './open-plan';

export type SetAliasFormProps = { readonly open: OpenPlan; readonly onRequest: (request: ActionRequest) => void; readonly onClose: () => void };

const NONE = 'none';

/** Which alias of a model, and on which version it should stand. */
export function SetAliasForm({ open, onRequest, onClose }: SetAliasFormProps) {
  const say = useWords();
  const { data: model, error } = useRequest('models.get', { connection: open.entity.connection, model: open.name });
  const [alias, setAlias] = useState(open.suggested?.alias ?? '');
  const [chosen, setChosen] = useState<string | null>(open.suggested?.version === undefined ? null : String(open.suggested.version));
  const version = chosen ?? String(model?.latest ?? NONE);
  const { request, wrong } = aliasRequest(model ?? { aliases: [] }, { alias, version: version === NONE ? null : Number(version) });
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={say(actionLook('set-alias').title, { name: open.name })}
      lead={<ConnectionMark id={open.entity.connection} />}
      submitWord={say('actions.review')}
      reason={wrong && say(wrong)}
      onSubmit={() => model && request && onRequest(request)}
    >
      {error && !model && <FailureState compact failure={error} />}
      {!model && !error && <LoadingState what={say('actions.set-alias.loading')} />}
      {model && (
        <>
          <p>{say('actions.set-alias.does')}</p>
          {model.aliases.length > 0 && <AliasChips aliases={model.aliases} />}
          <TextField
            label={say('actions.set-alias.alias')}
            hint={say('actions.set-alias.alias.hint')}
            error={wrong === 'actions.set-alias.alias.wrong' ? say(wrong) : null}
            mono
            firstFocus
            value={alias}
            onChange={setAlias}
          />
          <Select
            label={say('actions.set-alias.version')}
            value={version}
            choices={[
              ...model.history.map((each) => ({ value: String(each.version), label: say('models.v', { number: each.version }) })),
              { value: NONE, label: say('actions.set-alias.none') },
            ]}
            onChange={setChosen}
          />
        </>
      )}
    </FormDialog>
  );
}
