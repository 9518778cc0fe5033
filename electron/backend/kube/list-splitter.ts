import { AppError, failure } from '../../../shared/models/failure';
import { type Fields, fieldsOf, filledOf, listOf, orElse, readFields, textOf } from '../lib/read-fields';
import { parseJson } from './json-request';

/** What a list says of itself: as of which moment it is, and where it goes on ('': nowhere). */
export type ListHead = { readonly resourceVersion: string; readonly next: string };
export type ListPart = { readonly head: ListHead } | { readonly items: readonly unknown[] };

const ITEMS = ',"items":[';
/** Enough for an answer's first frame; a head that is longer comes with its items. */
const HEAD_MAX = 64 << 10;
/** How every item of a list begins: `{"metadata":{`, with its kind before that where the server knows it by a definition alone. */
const ITEM_START = /^\{(?:"[^"\\]*":"[^"\\]*",)*"metadata":\{/;
const ITEM_START_MAX = 512;
/** So much is taken in at once: little enough that what was read is garbage before it grows old. */
const PIECE = 64 << 10;

/**
 * Takes a list apart while it comes: its head, then its items, as soon as they are whole. It reads what the API server writes,
 * parts in their usual order and without spaces; any other list is given at its end, in one piece.
 */
export class ListSplitter {
  #parts: Buffer[] = [];
  #size = 0;
  /** Nothing is looked for before so much is there. */
  #wanted = 1;
  #hasHead = false;
  /** What stands between two items; null: nothing to go by. */
  #between: string | null = null;

  push(chunk: Buffer): ListPart[] {
    this.#parts.push(chunk);
    this.#size += chunk.length;
    if (this.#hasHead) return this.#takeItems();
    const head = this.#takeHead();
    return head ? [{ head }, ...this.#takeItems()] : [];
  }

  /** What is left. Throws AppError where this was no list. */
  end(): ListPart[] {
    const text = Buffer.concat(this.#parts, this.#size).toString('utf8');
    const read = (fields: Fields) => ({ head: this.#hasHead ? null : headOf(fields), items: fields['items'] === null ? [] : listOf(fields['items']) });
    const rest = readFields(parseJson(this.#hasHead ? `{"items":[${text}` : text), read);
    if (!rest) throw new AppError(failure('unreachable', { reason: 'answer-malformed', text: 'this is no list' }));
    return rest.head ? [{ head: rest.head }, { items: rest.items }] : [{ items: rest.items }];
  }

  #takeHead(): ListHead | null {
    const text = this.#enough();
    if (!text) return null;
    const end = text.indexOf(ITEMS); // inside a text its quotes would be escaped
    const items = end + ITEMS.length;
    const start = text.toString('latin1', items, items + ITEM_START_MAX);
    const [itemStart] = ITEM_START.exec(start) ?? [];
    if (end < 0 || (itemStart === undefined && start.length < ITEM_START_MAX)) {
      this.#wanted = this.#size < HEAD_MAX ? this.#size + 1 : Number.POSITIVE_INFINITY;
      return null;
    }
    const head = parsed(`${text.toString('utf8', 0, end)}}`, headOf);
    this.#wanted = Number.POSITIVE_INFINITY;
    if (!head) return null; // cut in the wrong place: only the whole can tell
    this.#hasHead = true;
    this.#between = itemStart === undefined ? null : `},${itemStart}`;
    this.#keep(text.subarray(items), itemStart === undefined ? Number.POSITIVE_INFINITY : PIECE);
    return head;
  }

  #takeItems(): ListPart[] {
    const text = this.#enough();
    if (!text) return [];
    const end = this.#between === null ? -1 : text.lastIndexOf(this.#between);
    const items = end < 0 ? null : parsed(`{"items":[${text.toString('utf8', 0, end + 1)}]}`, (fields) => listOf(fields['items']));
    if (!items) {
      // An item that is larger than this, or that holds what looks like two of them.
      this.#wanted = 2 * this.#size;
      return [];
    }
    this.#keep(text.subarray(end + 2), PIECE);
    return [{ items }];
  }

  /** All that is there, or null where it is too little to look at. */
  #enough(): Buffer | null {
    if (this.#size < this.#wanted) return null;
    const text = Buffer.concat(this.#parts, this.#size);
    this.#parts = [text];
    return text;
  }

  #keep(rest: Buffer, wanted: number): void {
    this.#parts = [rest];
    this.#size = rest.length;
    this.#wanted = wanted;
  }
}

const headOf = ({ metadata }: Fields): ListHead => {
  const { resourceVersion, continue: next } = fieldsOf(metadata);
  return { resourceVersion: filledOf(resourceVersion), next: orElse(next, textOf, '') };
};

function parsed<T>(text: string, read: (fields: Fields) => T): T | null {
  try {
    return readFields(JSON.parse(text), read);
  } catch {
    return null;
  }
}
