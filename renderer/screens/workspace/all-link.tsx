import { Link } from '@tanstack/react-router';
import { useWords } from '../../ui/use-words';
import styles from './workspace.module.css';

/** All of what a panel shows the first of. */
export function AllLink({ to, search = {} }: { readonly to: string; readonly search?: Readonly<Record<string, string>> }) {
  const say = useWords();
  return (
    <Link to={to} search={{ ...search }} className={styles.all ?? ''}>
      {say('workspace.all')}
    </Link>
  );
}
