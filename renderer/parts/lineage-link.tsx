import { Link } from '@tanstack/react-router';
import type { LineageKey } from '../../shared/models/lineage';
import { lineageAddress } from '../data/workspace-address';
import { buttonLook } from '../ui/button-look';
import { LineageIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';

/** From the page of a thing to what it was made from and what stands on it. */
export function LineageLink({ of }: { readonly of: LineageKey }) {
  const say = useWords();
  const { to, search } = lineageAddress(of);
  return (
    <Link to={to} search={{ ...search }} className={buttonLook({})}>
      <LineageIcon size={15} />
      {say('lineage.title')}
    </Link>
  );
}
