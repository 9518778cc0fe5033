import type { sampleApi } from '../../../shared/api/sample';
import type { Handlers } from '../../../shared/api/verb';
import { tellNewest } from '../lib/tell-newest';
import type { SampleLife } from './sample-life';

export function sampleHandlers(sample: SampleLife): Handlers<typeof sampleApi> {
  return {
    'sample.watch': (_, feed) => tellNewest(feed, { read: () => ({ life: sample.life }), listen: (onChange) => sample.listen(onChange), gatherMs: 50 }),
    'sample.enliven': ({ connection, reason }) => {
      sample.enliven(connection, reason);
      return {};
    },
    'sample.dismiss': ({ connection, what }) => {
      sample.dismiss(connection, what);
      return {};
    },
  };
}
