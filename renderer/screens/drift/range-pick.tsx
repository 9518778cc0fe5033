import { useIntl } from 'react-intl';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { BackIcon, DownIcon, OnwardIcon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import styles from './monitor.module.css';
import type { Range } from './ranges';
import type { Page } from './use-monitor-page';
import { spanWords } from './window-text';

/** Which stretch of all windows is shown, where there are more than fit. */
export function RangePick({ page: { ranges, range, set } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  if (!range || ranges.length < 2) return null;
  const at = ranges.indexOf(range);
  const [earlier, later] = [ranges[at + 1], ranges[at - 1]];
  // What was looked at is not there any more: the worst of what is shown then.
  const show = ({ before }: Range) => set({ before, from: null, to: null });
  return (
    <span className={styles.range}>
      <IconButton
        size="s"
        icon={BackIcon}
        label={say('monitors.range.earlier')}
        reason={earlier ? null : say('monitors.range.oldest')}
        onClick={() => earlier && show(earlier)}
      />
      <Menu
        label={say('monitors.range')}
        entries={ranges.map((each) => ({
          id: String(each.start),
          word: spanWords(intl, each),
          checked: each === range,
          closes: true,
          onPress: () => show(each),
        }))}
        target={
          <Button size="s" trailing={DownIcon}>
            <span className={styles.quiet}>{say('monitors.range')}</span> <bdi>{spanWords(intl, range)}</bdi>
          </Button>
        }
      />
      <IconButton
        size="s"
        icon={OnwardIcon}
        label={say('monitors.range.later')}
        reason={later ? null : say('monitors.range.newest')}
        onClick={() => later && show(later)}
      />
    </span>
  );
}
