import type { Client } from '../../shared/api/client';
import { untilEvent } from '../../shared/api/until-event';
import type { Delivery } from '../../shared/models/delivery';
import type { DeliveryDetail } from '../../shared/models/delivery-detail';
import { AppError } from '../../shared/models/failure';
import { BadInput } from './exit';

/** The key of a revision that was given by its number or key. @throws BadInput with those that there are */
export async function revisionKey(client: Client, delivery: Delivery, wanted: string): Promise<string> {
  const { revisions } = await detailOf(client, delivery);
  const found = revisions.filter(({ key, number }) => key === wanted || String(number) === wanted.replace(/^#/, ''));
  const [only] = found;
  if (only?.key && found.length === 1) return only.key;
  const there = revisions.map(({ key, number, images }) => `${number ?? '?'} (${key ?? '?'}: ${images.join(', ')})`);
  throw new BadInput(`there is no revision “${wanted}”. There are: ${there.join('; ') || 'none'}`);
}

const detailOf = (client: Client, { connection, kind, id }: Delivery): Promise<DeliveryDetail> =>
  untilEvent(client, 'deliveries.detail', { connection, kind, id }, (detail) => {
    const missing = detail.missing.find(({ part }) => part === 'revisions');
    if (missing) throw new AppError(missing.failure);
    return detail.loading.includes('revisions') ? undefined : detail;
  });
