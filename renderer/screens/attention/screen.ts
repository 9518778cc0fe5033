import { prepareAttention } from '../../data/attention';
import { prepareDeliveries } from '../../data/delivery-row';
import type { Screen } from '../../parts/screen';
import { AttentionIcon } from '../../ui/icons';
import { Attention } from './attention';

export const attentionScreen: Screen = {
  id: 'attention',
  title: 'attention.title',
  icon: AttentionIcon,
  keywords: 'attention.keywords',
  keys: 'g a',
  place: 'top',
  prepare() {
    prepareAttention();
    prepareDeliveries();
  },
  view: async () => ({ View: Attention }), // where the app starts first: its code comes with the frame's
};
