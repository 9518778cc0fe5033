import { useCallback, useState } from 'react';
import { useIntl } from 'react-intl';
import type { ActionRequest } from '../../../shared/models/action';
import type { CertificateFacts } from '../../../shared/models/gateway-address';
import { useBringCertificate } from '../../data/bring-certificate';
import { useRequest } from '../../data/request';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { AddIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { actionLook } from '../action-definitions';
import { ConnectionMark } from '../connection-mark';
import { type AddressDraft, addressDraft, addressRequest, ALL, MADE } from './address-draft';
import type { OpenPlan } from './open-plan';

export type AddressFormProps = { readonly open: OpenPlan; readonly onRequest: (request: ActionRequest) => void; readonly onClose: () => void };

/** Where the gateway should be reached, and with which certificate. */
export function OpenAddressForm({ open, onRequest, onClose }: AddressFormProps) {
  const say = useWords();
  const intl = useIntl();
  const { connection } = open.entity;
  const { data, error } = useRequest('address.get', { connection });
  const [typed, setTyped] = useState<Partial<AddressDraft>>({});
  const bring = useBringCertificate(
    connection,
    useCallback(({ fingerprint }: CertificateFacts) => setTyped((before) => ({ ...before, certificate: fingerprint })), []),
  );
  const draft = data && { ...addressDraft(data.address, data.hosts, data.port), ...typed };
  const request = draft && addressRequest(draft);
  const own = ({ fingerprint, subject, notAfter }: CertificateFacts) => ({
    value: fingerprint,
    label: say('address.form.own', { subject, at: intl.formatDate(notAfter, { dateStyle: 'medium' }) }),
  });
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={say(actionLook('open-address').title, { name: open.name })}
      lead={<ConnectionMark id={connection} />}
      submitWord={say('actions.review')}
      reason={draft && !request ? say('address.form.port.wrong') : null}
      working={bring.working}
      onSubmit={() => request && onRequest(request)}
    >
      {error && !data && <FailureState compact failure={error} />}
      {!data && !error && <LoadingState what={say('address.form.loading')} />}
      {data && draft && (
        <>
          <p>{say('actions.open-address.does')}</p>
          <Select
            label={say('address.form.host')}
            hint={data.hosts.length === 0 ? say('address.form.none') : null}
            value={draft.host}
            choices={[
              ...data.hosts.map(({ host, card }) => ({ value: host, label: `${host} (${card})` })),
              { value: ALL, label: `${ALL} (${say('address.form.host.all')})` },
            ]}
            onChange={(host) => setTyped({ ...typed, host })}
          />
          <TextField
            kind="number"
            label={say('address.form.port')}
            error={request ? null : say('address.form.port.wrong')}
            value={draft.port}
            firstFocus
            onChange={(port) => setTyped({ ...typed, port })}
          />
          <Select
            label={say('address.form.certificate')}
            hint={say('address.form.bring.hint')}
            value={draft.certificate}
            choices={[{ value: MADE, label: say('address.form.made') }, ...data.brought.map(own)]}
            onChange={(certificate) => setTyped({ ...typed, certificate })}
          />
          <div>
            <Button size="s" icon={AddIcon} working={bring.working} onClick={bring.start}>
              {say('address.form.bring')}
            </Button>
          </div>
          {bring.failure && <FailureState compact once failure={bring.failure} what={say('address.form.bring.failed')} />}
        </>
      )}
    </FormDialog>
  );
}
