import type { Client } from '../../shared/api/client';
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

function detailOf(client: Client, { connection, kind, id }: Delivery): Promise<DeliveryDetail> {
  return new Promise((resolve, reject) => {
    const stop = client.watch(
      'deliveries.detail',
      { connection, kind, id },
      (detail) => {
        const missing = detail.missing.find(({ part }) => part === 'revisions');
        if (missing) reject(new AppError(missing.failure));
        else if (detail.loading.includes('revisions')) return;
        else resolve(detail);
        queueMicrotask(() => stop());
      },
      (failure) => reject(new AppError(failure)),
    );
  });
}
