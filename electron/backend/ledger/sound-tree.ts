import type { Frontier } from './frontier';
import type { Head } from './head-file';
import { refusal } from './refusal';
import { lost } from './verify';

/** What an entry may be added to: no shorter than it was, and not another than was last written. @throws AppError `local` */
export function soundTree(tree: Frontier, head: Head | null): Frontier {
  if (head && head.size > tree.size) throw refusal('store-corrupt', lost(tree.size, head.size).text);
  if (head?.size === tree.size && head.root !== tree.rootHex()) {
    throw refusal('store-corrupt', 'the root of the ledger is not the one that was last written');
  }
  return tree;
}
