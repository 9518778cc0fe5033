import { useConnections } from '../data/connections';
import { EmptyState } from '../ui/empty-state';
import { useWords } from '../ui/use-words';

/** A delivery that nobody tells of. That it is gone is said only where its connection is read live. */
export function MissingDelivery({ connection, live }: { readonly connection: string; readonly live: boolean }) {
  const say = useWords();
  const known = useConnections().byId.get(connection);
  const text = () => {
    if (!known) return say('deliveries.detail.missing.connection');
    return live ? say('deliveries.detail.missing.text') : say('deliveries.detail.waiting', { connection: known.name });
  };
  return <EmptyState title={say('deliveries.detail.missing')} text={text()} />;
}
