import type { ComponentType } from 'react';
import type { EntityKey, EntityKind } from '../../shared/models/entity';
import type { WordId } from '../../shared/words/words';
import type { Search } from '../data/address';
import type { Icon } from '../ui/icons';

/** What the frame knows of a screen: navigation, palette, shortcuts and routes are drawn from it. */
export interface Screen {
  /** Its name in code, and its address: `/deliveries`. */
  readonly id: string;
  readonly title: WordId;
  readonly icon: Icon;
  /** Other words by which the palette finds it. */
  readonly keywords: WordId;
  /** Keys that go there: `g d`. */
  readonly keys: string;
  readonly place: 'top' | 'bottom';
  /** The kind whose entities it shows: links name an entity, and this finds the screen. */
  readonly shows?: { readonly kind: EntityKind; search(key: EntityKey): Search };
  /** Asks for what the view will show while the view's code is on its way. */
  prepare?(): void;
  view(): Promise<{ readonly View: ComponentType }>;
}
