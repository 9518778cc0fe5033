import type { Service } from '../../../shared/models/service';
import { useWorkspaces } from '../../data/workspace';
import { CallSnippet } from '../../parts/call-snippet';
import { CopyButton } from '../../parts/copy-button';
import { CodeText } from '../../ui/code-text';
import { EmptyState } from '../../ui/empty-state';
import { Fact, Facts } from '../../ui/facts';
import { useWords } from '../../ui/use-words';
import { type Called, curlText, pythonText } from './call-texts';
import styles from './service.module.css';
import { tryBody, tryFields } from './try-body';
import { useSignature } from './use-signature';

/** How other programs call it. The token is named by its file, and shown nowhere. */
export function CallTab({ connection, service }: { readonly connection: string; readonly service: Service }) {
  const say = useWords();
  const tokenFile = useWorkspaces().open?.tokenFile ?? null;
  const fields = tryFields(useSignature(connection, service) ?? null);
  const { uri, name } = service;
  if (uri === null || tokenFile === null) return <EmptyState title={say('services.address.none')} text={say('services.call.off')} />;
  const called: Called = { uri, service: name, tokenFile, body: (fields && tryBody(fields, {})) ?? '{"inputs": []}' };
  const address = `${uri}/v2/models/${name}/infer`;
  return (
    <div className={styles.call}>
      <p className={styles.quiet}>{say('services.call.text')}</p>
      <Facts>
        <Fact word={say('services.address')}>
          <span className={styles.line}>
            <CodeText wrap>{address}</CodeText>
            <CopyButton text={address} label={say('services.copy-address')} />
          </span>
        </Fact>
        <Fact word={say('services.call.token')}>
          <CodeText wrap>{tokenFile}</CodeText>
        </Fact>
      </Facts>
      <CallSnippet title={say('services.call.curl')} text={curlText(called)} copy={say('services.call.copy-curl')} />
      <CallSnippet title={say('services.call.python')} text={pythonText(called)} copy={say('services.call.copy-python')} />
    </div>
  );
}
