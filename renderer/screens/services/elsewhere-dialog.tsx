import { useState } from 'react';
import type { GatewayAddress } from '../../../shared/models/gateway-address';
import { CallSnippet } from '../../parts/call-snippet';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { Dialog } from '../../ui/dialog';
import { Fact, Facts } from '../../ui/facts';
import { Select } from '../../ui/select';
import { useWords } from '../../ui/use-words';
import { curlFromElsewhere, elsewhereOf, pythonFromElsewhere } from './elsewhere-texts';
import styles from './address.module.css';

export type ElsewhereDialogProps = { readonly address: GatewayAddress; readonly services: readonly string[]; readonly onClose: () => void };

/** How another machine calls a service. The token stands nowhere in it. */
export function ElsewhereDialog({ address, services, onClose }: ElsewhereDialogProps) {
  const say = useWords();
  const [chosen, setChosen] = useState(services[0] ?? say('address.call.any'));
  const called = elsewhereOf(address, chosen);
  if (!called) return null;
  return (
    <Dialog opened onClose={onClose} title={say('address.call.title')} footer={<Button onClick={onClose}>{say('ui.close')}</Button>}>
      <div className={styles.call}>
        <p className={styles.quiet}>{say(called.isMade ? 'address.call.text' : 'address.call.text.own')}</p>
        {services.length > 1 && (
          <Select label={say('address.call.service')} value={chosen} choices={services.map((name) => ({ value: name, label: name }))} onChange={setChosen} />
        )}
        {called.isMade && address.certificateFile !== null && (
          <Facts>
            <Fact word={say('address.call.file')}>
              <CodeText wrap>{address.certificateFile}</CodeText>
            </Fact>
          </Facts>
        )}
        <CallSnippet title={say('services.call.curl')} text={curlFromElsewhere(called)} copy={say('services.call.copy-curl')} />
        <CallSnippet title={say('services.call.python')} text={pythonFromElsewhere(called)} copy={say('services.call.copy-python')} />
      </div>
    </Dialog>
  );
}
