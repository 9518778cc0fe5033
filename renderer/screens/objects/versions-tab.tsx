import { useIntl } from 'react-intl';
import type { ObjectRef, ObjectVersion } from '../../../shared/models/object-store';
import type { SetAddress } from '../../data/address';
import { useVersions } from '../../data/object-pages';
import { Section } from '../../parts/side-panel';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './objects.module.css';
import type { ViewState } from './view-state';

export type VersionsTabProps = {
  readonly store: string;
  readonly object: ObjectRef;
  /** The version whose facts and preview are shown. */
  readonly shown: string | null;
  readonly set: SetAddress<ViewState>;
};

/** What the store keeps of the object, newest first. */
export function VersionsTab({ store, object, shown, set }: VersionsTabProps) {
  const say = useWords();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useVersions(store, object.bucket, object.key);
  const versions = data?.pages.flatMap((page) => page.versions) ?? [];
  if (error && versions.length === 0) return <FailureState failure={error} what={say('objects.versions.unread')} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState what={say('objects.versions.loading')} />;
  return (
    <Section>
      {versions.length === 0 && <p>{say('objects.versions.none')}</p>}
      <ul className={styles.versions}>
        {versions.map((version) => (
          <Version key={version.version} version={version} isShown={(object.version ?? shown) === version.version} set={set} />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="s" working={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {say('objects.list.go-on')}
        </Button>
      )}
    </Section>
  );
}

type VersionProps = { readonly version: ObjectVersion; readonly isShown: boolean; readonly set: SetAddress<ViewState> };

function Version({ version: { version, newest, deleted, size, modifiedAt }, isShown, set }: VersionProps) {
  const say = useWords();
  const intl = useIntl();
  return (
    <li>
      <span className={styles.line}>
        {modifiedAt !== null && <ClockTime at={modifiedAt} seconds />}
        {newest && <Chip>{say('objects.versions.newest')}</Chip>}
        {deleted && <Chip tone="warn">{say('objects.versions.deleted')}</Chip>}
        <CodeText>{version}</CodeText>
      </span>
      <bdi className={styles.quiet}>{deleted ? '' : bytesText(intl, size)}</bdi>
      {isShown ? (
        <span className={styles.quiet}>{say('objects.versions.shown')}</span>
      ) : (
        <Button size="s" kind="quiet" reason={deleted ? say('objects.versions.deleted') : null} onClick={() => set({ version, tab: 'preview' }, 'push')}>
          {say('objects.versions.open')}
        </Button>
      )}
    </li>
  );
}
