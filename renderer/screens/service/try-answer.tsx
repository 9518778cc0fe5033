import { useIntl } from 'react-intl';
import type { Output } from '../../../shared/api/api';
import { Chip } from '../../ui/chip';
import { CodeBlock } from '../../ui/code-block';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { useWords } from '../../ui/use-words';
import styles from './service.module.css';
import { errorOf, outputsOf } from './try-body';

const OK_BELOW = 300;

/** What came back: from which revision, how fast, its outputs by name, and the body as it came. */
export function TryAnswer({ answer }: { readonly answer: Output<'services.try'> | undefined }) {
  const say = useWords();
  const intl = useIntl();
  if (!answer) return <p className={styles.quiet}>{say('services.try.none')}</p>;
  const { status, revision, ms, body } = answer;
  const outputs = outputsOf(body);
  const error = errorOf(body);
  return (
    <section aria-label={say('services.try.answer')} aria-live="polite" className={styles.form}>
      <div className={styles.line}>
        <Chip tone={status < OK_BELOW ? 'ok' : 'bad'}>{say('services.try.status', { status })}</Chip>
        {revision !== null && <strong>{say('services.try.revision-answered', { revision })}</strong>}
        <bdi className={styles.quiet}>{say('services.try.took', { ms: intl.formatNumber(ms, { maximumSignificantDigits: 3 }) })}</bdi>
      </div>
      {error !== null && (
        <p className={styles.bad}>
          <bdi dir="ltr">{error}</bdi>
        </p>
      )}
      {outputs && (
        <Facts>
          {outputs.map(({ name, text }) => (
            <Fact key={name} word={<bdi>{name}</bdi>}>
              <CodeText wrap>{text}</CodeText>
            </Fact>
          ))}
        </Facts>
      )}
      <p className={styles.quiet}>{say('services.try.raw')}</p>
      <CodeBlock wrap height="low">
        {body}
      </CodeBlock>
    </section>
  );
}
