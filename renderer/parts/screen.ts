import type { ComponentType } from 'react';
import type { EntityKey, EntityKind } from '../../shared/models/entity';
import type { WordId } from '../../shared/words/words';
import type { Address } from '../data/address';
import type { Icon } from '../ui/icons';

/** What the frame knows of a screen: navigation, palette, shortcuts and routes are drawn from it. */
export interface Screen {
  /** Its name in code, and its address: `/deliveries`. */
  readonly id: string;
  readonly title: WordId;
  readonly icon: Icon;
  /** Other words by which the palette finds it. */
  readonly keywords: WordId;
  /** Keys that go there: `g d`. Null for a screen that is about one entity: only a link leads there. */
  readonly keys: string | null;
  /** `model`, `record`: groups with a heading. `within`: below another screen, whose entry in the navigation stands for it. */
  readonly place: 'top' | 'model' | 'record' | 'bottom' | { readonly within: string };
  /** Its route, where it is not its id: `/deliveries/$connection/$id`. */
  readonly path?: string;
  /** The kind whose entities it shows: links name an entity, and this finds the screen. */
  readonly shows?: { readonly kind: EntityKind; address(key: EntityKey): Address };
  /** Asks for what the view will show while the view's code is on its way. */
  prepare?(): void;
  view(): Promise<{ readonly View: ComponentType }>;
}
