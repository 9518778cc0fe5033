import { Link } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Model } from '../../../shared/models/model';
import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { modelVersionAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { Chip } from '../../ui/chip';
import { Panel } from '../../ui/panel';
import { spanText } from '../../ui/time-text';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { aliasesOf, type AliasSpan, aliasSpans } from './alias-spans';
import styles from './model.module.css';

/** Which version an alias stands on and stood on: since when, put there by whom and why. */
export function AliasPanel({ here: { connection }, model }: { readonly here: Here; readonly model: Model }) {
  const say = useWords();
  const aliases = useMemo(() => aliasesOf(model.moves, model.aliases), [model]);
  const ledger = useLedgerId(model.moves.length);
  return (
    <Panel title={say('models.aliases')}>
      {aliases.length === 0 ? (
        <p className={styles.quiet}>{say('models.aliases.none')}</p>
      ) : (
        <div className={styles.aliases}>
          {aliases.map((alias) => (
            <section key={alias} aria-label={alias}>
              <h3 className={styles.alias}>
                <Chip tone="candidate" mark="pinned">
                  <bdi>{alias}</bdi>
                </Chip>
                <span className={styles.quiet}>{standing(model, alias) === null && say('models.aliases.off')}</span>
              </h3>
              <ol className={styles.spans}>
                {aliasSpans(model.moves, alias).map((span) => (
                  <Span key={`${span.from} ${span.version}`} span={span} model={model.name} connection={connection} ledger={ledger} />
                ))}
              </ol>
            </section>
          ))}
        </div>
      )}
    </Panel>
  );
}

const standing = ({ aliases }: Model, alias: string): number | null => aliases.find((each) => each.alias === alias)?.version ?? null;

/** What names the ledger of this machine: the hash of its first entry. Null: it has none yet; undefined: not known. */
function useLedgerId(moves: number): string | null | undefined {
  const { data, error, refetch } = useRequest('ledger.get', { seq: 0 });
  // The first move begins it: asked again whenever there is one more.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies
  useEffect(() => void refetch(), [moves, refetch]);
  return data ? data.entry.hash : error?.code === 'not-found' ? null : undefined;
}

type SpanParts = { readonly span: AliasSpan; readonly model: string; readonly connection: string; readonly ledger: string | null | undefined };

function Span({ span: { version, from, to, move }, model, connection, ledger }: SpanParts) {
  const say = useWords();
  const intl = useIntl();
  return (
    <li data-now={to === null || undefined}>
      <AddressLink className={styles.version} address={modelVersionAddress(connection, model, version)}>
        <bdi>{say('models.v', { number: version })}</bdi>
      </AddressLink>
      <span className={styles.when}>
        <ClockTime at={from} /> – {to === null ? say('models.aliases.now') : <ClockTime at={to} />}
        {to !== null && <bdi className={styles.quiet}> · {spanText(intl, to - from)}</bdi>}
      </span>
      <span className={styles.why}>
        <bdi>{move.why === '' ? say('models.aliases.no-reason') : move.why}</bdi>
        <span className={styles.quiet}>
          {' '}
          <bdi>{move.by}</bdi> ·{' '}
          {move.entry === null ? (
            say(`models.aliases.through.${move.through}`)
          ) : move.ledger !== null && ledger !== undefined && move.ledger !== ledger ? (
            say('models.aliases.entry-elsewhere', { entry: move.entry })
          ) : (
            <Link to="/ledger" search={{ open: String(move.entry) }} className={styles.entry ?? ''}>
              {say('models.aliases.entry', { entry: move.entry })}
            </Link>
          )}
        </span>
      </span>
    </li>
  );
}
