import { useIntl } from 'react-intl';
import type { ObjectFacts } from '../../../shared/models/object-store';
import { Section } from '../../parts/side-panel';
import { bytesText } from '../../ui/bytes-text';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';

/** What the store says of the object. */
export function FactsTab({ facts }: { readonly facts: ObjectFacts }) {
  const say = useWords();
  const intl = useIntl();
  const { size, etag, version, modifiedAt, contentType, encoding, storageClass, digests, metadata } = facts;
  const own = Object.entries(metadata);
  return (
    <>
      <Section>
        <Facts>
          <Fact word={say('objects.fact.size')}>
            <bdi>{bytesText(intl, size)}</bdi> · {say('objects.fact.bytes', { bytes: size })}
          </Fact>
          {modifiedAt !== null && (
            <Fact word={say('objects.fact.modified')}>
              <ClockTime at={modifiedAt} seconds />
            </Fact>
          )}
          <Fact word={say('objects.fact.etag')}>
            <CodeText wrap>{etag}</CodeText>
          </Fact>
          {digests.map(({ name, value }) => (
            <Fact key={name} word={say('objects.fact.digest', { name })}>
              <CodeText wrap>{value}</CodeText>
            </Fact>
          ))}
          {version !== null && (
            <Fact word={say('objects.fact.version')}>
              <CodeText wrap>{version}</CodeText>
            </Fact>
          )}
          {contentType !== '' && (
            <Fact word={say('objects.fact.type')}>
              <CodeText>{contentType}</CodeText>
            </Fact>
          )}
          {encoding !== null && (
            <Fact word={say('objects.fact.encoding')}>
              <CodeText>{encoding}</CodeText>
            </Fact>
          )}
          <Fact word={say('objects.fact.class')}>
            <CodeText>{storageClass}</CodeText>
          </Fact>
        </Facts>
        {digests.length === 0 && <p>{say('objects.fact.digest.none')}</p>}
      </Section>
      {own.length > 0 && (
        <Section title={say('objects.fact.metadata')}>
          <Facts>
            {own.map(([name, value]) => (
              <Fact key={name} word={<bdi>{name}</bdi>}>
                <bdi>{value}</bdi>
              </Fact>
            ))}
          </Facts>
        </Section>
      )}
    </>
  );
}
