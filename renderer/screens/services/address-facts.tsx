import { useIntl } from 'react-intl';
import type { CertificateFacts, GatewayAddress } from '../../../shared/models/gateway-address';
import { useChange } from '../../data/request';
import { CopyButton } from '../../parts/copy-button';
import { notify } from '../../parts/notices';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { useClock } from '../../ui/clock';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { CopyIcon } from '../../ui/icons';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import styles from './address.module.css';

const SOON_MS = 14 * 86_400_000;
/** What people typed runs its own way inside of a sentence. */
const apart = (text: string) => `\u2068${text}\u2069`;

/** Who may call, what is shown to them, and who let them in. */
export function AddressFacts({ connection, address: { certificate, token, opened } }: { readonly connection: string; readonly address: GatewayAddress }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <div className={styles.facts}>
      <Facts>
        <Fact word={say('address.who')}>{say('address.who.text')}</Fact>
        {token && (
          <Fact word={say('address.token')}>
            <Token connection={connection} token={token} />
          </Fact>
        )}
        {opened && (
          <Fact word={say('address.opened')}>
            <Opened opened={opened} />
          </Fact>
        )}
      </Facts>
      {certificate && (
        <Facts>
          <Fact word={say('address.certificate')}>
            <span className={styles.line}>
              {say(certificate.made ? 'address.certificate.made' : 'address.certificate.own')}
              <Until certificate={certificate} />
            </span>
            {certificate.names.length > 0 && <bdi className={styles.quiet}>{intl.formatList(certificate.names, { type: 'unit' })}</bdi>}
          </Fact>
          <Fact word={say('address.fingerprint')}>
            <span className={styles.line}>
              <CodeText wrap>{certificate.fingerprint}</CodeText>
              <CopyButton text={certificate.fingerprint} label={say('address.fingerprint.copy')} />
            </span>
          </Fact>
        </Facts>
      )}
    </div>
  );
}

/** How long it is good for. Callers refuse it from then on, and are told so here before. */
function Until({ certificate: { notAfter } }: { readonly certificate: CertificateFacts }) {
  const say = useWords();
  const intl = useIntl();
  const at = intl.formatDate(notAfter, { dateStyle: 'medium' });
  const left = useClock((now) => (now >= notAfter ? 'ended' : notAfter - now < SOON_MS ? 'soon' : 'until'));
  const text = say(`address.certificate.${left}`, { at });
  if (left === 'until') return <span>{text}</span>;
  return <Chip mark={left === 'ended' ? 'bad' : 'warn'}>{text}</Chip>;
}

/** It goes to the clipboard past the page, once. */
function Token({
  connection,
  token: { madeAt, by, isUntaken, oldUntil },
}: {
  readonly connection: string;
  readonly token: NonNullable<GatewayAddress['token']>;
}) {
  const say = useWords();
  const intl = useIntl();
  const take = useChange('workspaces.takeAddressToken', {
    refresh: ['address.get'],
    done: () => notify({ tone: 'ok', word: 'address.token.copied' }),
    failed: (failure) => notify({ tone: 'bad', word: 'shell.notice.failed', failure }),
  });
  const made = useClock((now) => whenText(intl, madeAt, now));
  const old = useClock((now) => (oldUntil === null || oldUntil <= now ? null : whenText(intl, oldUntil, now)));
  return (
    <>
      <span className={styles.line}>
        {say('address.token.made', { at: made, who: apart(by) })}
        {isUntaken && (
          <Button kind="primary" size="s" icon={CopyIcon} working={take.isPending} onClick={() => take.mutate({ connection })}>
            {say('address.token.copy')}
          </Button>
        )}
      </span>
      {!isUntaken && <span className={styles.quiet}>{say('address.token.taken')} </span>}
      {old !== null && <span className={styles.quiet}>{say('address.token.old', { at: old })}</span>}
    </>
  );
}

function Opened({ opened: { at, by, why } }: { readonly opened: NonNullable<GatewayAddress['opened']> }) {
  const say = useWords();
  const intl = useIntl();
  const when = useClock((now) => whenText(intl, at, now));
  const who = apart(by);
  return why === '' ? say('address.opened.no-why', { at: when, who }) : say('address.opened.by', { at: when, who, why: apart(why) });
}
