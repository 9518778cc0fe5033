import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureOf } from '../../../shared/models/failure';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { useWords } from '../../ui/use-words';
import styles from './about.module.css';
import { type Licence, matchLicences, parseLicences } from './licence-list';

/** Made by the build, beside the page. */
const FILE = './licences.json';

async function readLicences(): Promise<readonly Licence[]> {
  const response = await fetch(FILE);
  if (!response.ok) throw new Error(`${FILE}: ${response.status}`);
  return parseLicences(await response.json());
}

/** Every package of others that is in the app, with its licence word for word. */
export function Licences() {
  const say = useWords();
  const [query, setQuery] = useState('');
  const { data, error } = useQuery({ queryKey: ['licences'], queryFn: readLicences, staleTime: Number.POSITIVE_INFINITY });
  const shown = matchLicences(data ?? [], query);
  return (
    <Panel fill padded={false} title={say('about.licences')} aside={data && say('about.licences.count', { count: data.length })}>
      {error && <FailureState failure={failureOf(error)} what={say('about.licences.failed')} />}
      {!data && !error && <LoadingState what={say('about.licences.asking')} />}
      {data && (
        <>
          <div className={styles.search}>
            <SearchField label={say('about.licences.search')} value={query} onChange={setQuery} />
          </div>
          {shown.length === 0 && <p className={styles.none}>{say('about.licences.none')}</p>}
          <ul className={styles.licences}>
            {shown.map((licence) => (
              <Line key={`${licence.name} ${licence.version}`} licence={licence} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Line({ licence: { name, version, licence, text } }: { readonly licence: Licence }) {
  const say = useWords();
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details className={styles.licence} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <bdi className={styles.name}>{name}</bdi> <bdi className={styles.text}>{version}</bdi>
          <bdi className={styles.kind}>{licence}</bdi>
        </summary>
        {open && (text === '' ? <p className={styles.text}>{say('about.licences.no-text')}</p> : <pre dir="ltr">{text}</pre>)}
      </details>
    </li>
  );
}
