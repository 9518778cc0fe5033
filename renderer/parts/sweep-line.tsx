import { useRequest } from '../data/request';
import { RelativeTime } from '../ui/time-texts';
import { useWords } from '../ui/use-words';

/** When every byte of every version was last read again, and how far that is now. */
export function SweepLine({ connection }: { readonly connection: string }) {
  const say = useWords();
  const sweep = useRequest('models.sweep', { connection }).data;
  if (!sweep) return null;
  const { lastEndedAt, checked, total, tampered } = sweep;
  if (tampered > 0) return <span>{say('models.sweep.tampered', { count: tampered })}</span>;
  if (lastEndedAt === null) return <span>{total === 0 ? say('models.sweep.none') : say('models.sweep.going', { checked, total })}</span>;
  return (
    <span>
      {say('models.sweep.ended')} <RelativeTime at={lastEndedAt} />
    </span>
  );
}
