import { useNavigate } from '@tanstack/react-router';
import type { MonitorSource } from '../../shared/models/drift-monitor';
import { monitorOfAddress } from '../data/drift';
import { useOpenConnection } from '../data/workspace';
import type { MenuEntry } from '../ui/menu';
import { useWords } from '../ui/use-words';

/** What drift can do with rows that are looked at: read them from now on, or hold others against them. */
export function useDriftBegin(source: MonitorSource | null, reason: string | null = null): readonly MenuEntry[] {
  const say = useWords();
  const navigate = useNavigate();
  const why = useOpenConnection() === null ? say('monitors.none.closed') : reason;
  return (['source', 'against'] as const).map((as) => ({
    id: `drift-${as}`,
    word: say(`monitors.begin.${as}`),
    reason: why,
    onPress() {
      if (!source) return;
      const { to, search = {} } = monitorOfAddress({ [as]: source });
      void navigate({ to, search: { ...search } });
    },
  }));
}
