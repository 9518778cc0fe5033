import { useState } from 'react';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Dialog } from '../../ui/dialog';
import { CopyIcon, DownIcon, RemoveIcon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { Panel } from '../../ui/panel';
import { TextField } from '../../ui/text-field';
import { Tooltip } from '../../ui/tooltip';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';

export function OverlaysSection() {
  const say = useWords();
  const [opened, setOpened] = useState<'dialog' | 'confirm' | null>(null);
  const [reason, setReason] = useState('');
  const close = () => setOpened(null);
  return (
    <Panel title={say('gallery.overlays')}>
      <div className={styles.stack}>
        <div className={styles.row}>
          <Button onClick={() => setOpened('dialog')}>{say('gallery.dialog.open')}</Button>
          <Button kind="danger" onClick={() => setOpened('confirm')}>
            {say('gallery.confirm.open')}
          </Button>
          <Menu
            label={say('gallery.menu')}
            target={<Button trailing={DownIcon}>{say('gallery.menu')}</Button>}
            entries={[
              { kind: 'heading', word: say('gallery.menu.heading') },
              { id: 'copy', word: say('gallery.copy'), icon: CopyIcon, keys: 'mod+C', onPress: close },
              { id: 'follow', word: say('gallery.menu.follow'), checked: true, onPress: close },
              { id: 'promote', word: say('gallery.promote'), reason: say('gallery.reason'), onPress: close },
              { kind: 'rule' },
              { id: 'remove', word: say('gallery.remove'), icon: RemoveIcon, danger: true, onPress: close },
            ]}
          />
          <Tooltip text={say('gallery.reason')}>
            <Button kind="quiet">{say('gallery.tooltip')}</Button>
          </Tooltip>
        </div>
        <Banner title={say('gallery.banner.info')} look="float" onClose={close} />
        <Banner tone="ok" title={say('gallery.banner.ok')} look="float" action={<Button size="s">{say('gallery.undo')}</Button>}>
          {say('gallery.banner.ok.text')}
        </Banner>
        <Banner tone="warn" title={say('gallery.banner.warn')} action={<Button size="s">{say('ui.retry')}</Button>} />
        <Banner tone="bad" title={say('gallery.banner.bad')}>
          {say('gallery.banner.bad.text')}
        </Banner>
      </div>
      <Dialog
        opened={opened === 'dialog'}
        onClose={close}
        title={say('gallery.dialog.title')}
        lead={
          <>
            <Chip>
              <bdi>ae-prod</bdi>
            </Chip>
            <Chip tone="production">{say('gallery.chip.production')}</Chip>
            <CodeText>sha256:77be…04</CodeText>
          </>
        }
        footer={
          <>
            <Button keys="Escape" onClick={close}>
              {say('ui.cancel')}
            </Button>
            <Button kind="primary" keys="mod+Enter" reason={reason ? null : say('gallery.dialog.reason-first')} onClick={close}>
              {say('gallery.promote')}
            </Button>
          </>
        }
      >
        <TextField label={say('gallery.field.reason')} value={reason} onChange={setReason} kind="long" firstFocus hint={say('gallery.field.reason.hint')} />
      </Dialog>
      <ConfirmDialog
        opened={opened === 'confirm'}
        onClose={close}
        title={say('gallery.confirm.title')}
        confirmWord={say('gallery.remove')}
        danger
        typedName="ae-prod"
        onConfirm={close}
      >
        {say('gallery.confirm.text')}
      </ConfirmDialog>
    </Panel>
  );
}
