import { useState } from 'react';
import { Button, type ButtonKind } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { CopyIcon, DownIcon, ExportIcon, FilterIcon, MoreIcon, ReloadIcon, RemoveIcon } from '../../ui/icons';
import { KeyHint } from '../../ui/key-hint';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';

const KINDS: readonly ButtonKind[] = ['primary', 'plain', 'danger', 'quiet'];
const LOOKS = ['rest', 'hover', 'pressed', 'focus'] as const;

export function ButtonsSection() {
  const say = useWords();
  const [on, setOn] = useState(true);
  return (
    <Panel title={say('gallery.buttons')} aside={say('gallery.buttons.kinds')}>
      <div className={styles.stack}>
        <div className={styles.buttons}>
          {LOOKS.map((look) => (
            <Row key={look} name={say(`gallery.look.${look}`)} look={look} />
          ))}
          <Row name={say('gallery.look.disabled')} reason={say('gallery.reason')} />
          <span className={styles.name}>{say('gallery.look.working')}</span>
          <span className={styles.twice}>
            <Button kind="primary" working>
              {say('gallery.deed.primary')}
            </Button>
          </span>
          <span className={styles.twice}>
            <Button working>{say('gallery.deed.plain')}</Button>
          </span>
        </div>
        <div className={styles.row}>
          <Button size="s" icon={ReloadIcon}>
            {say('ui.retry')}
          </Button>
          <Button kind="primary" keys="mod+Enter">
            {say('gallery.promote')}
          </Button>
          <Button trailing={DownIcon}>{say('gallery.export')}</Button>
        </div>
        <div className={styles.row}>
          <IconButton icon={FilterIcon} label={say('gallery.filter')} on={on} onClick={() => setOn(!on)} />
          <IconButton icon={ExportIcon} label={say('gallery.export')} kind="plain" />
          <IconButton icon={CopyIcon} label={say('gallery.copy')} size="s" />
          <IconButton icon={RemoveIcon} label={say('gallery.remove')} reason={say('gallery.reason')} />
          <IconButton icon={MoreIcon} label={say('gallery.more')} working />
          <KeyHint keys="mod+K" />
          <KeyHint keys="g d" />
          <KeyHint keys="Escape" />
          <KeyHint keys="up" />
        </div>
      </div>
    </Panel>
  );
}

type RowProps = { readonly name: string; readonly look?: string; readonly reason?: string };

function Row({ name, look, reason }: RowProps) {
  const say = useWords();
  return (
    <>
      <span className={styles.name}>{name}</span>
      {KINDS.map((kind) => (
        <Button key={kind} kind={kind} full data-look={look} reason={reason}>
          {say(`gallery.deed.${kind}`)}
        </Button>
      ))}
    </>
  );
}
