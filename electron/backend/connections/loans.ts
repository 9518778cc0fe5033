import type { Entity, EntityKey } from '../../../shared/models/entity';
import type { Loan } from '../connectors/contract';
import type { Inventory } from '../inventory/inventory';

type Borrower = { readonly entity: Entity; readonly loan: Loan };

/**
 * Stands before the inventory for one connection: what an entity shows of another is put together here, in whatever order the two
 * come and go. An entity without a loan passes at the cost of one look-up.
 */
export class Loans {
  /** By the id of the lender, then of the borrower. */
  readonly #borrowers = new Map<string, Map<string, Borrower>>();
  readonly #lenderOf = new Map<string, string>();
  /** Lenders as they were told, shown or not. */
  readonly #lenders = new Map<string, Entity>();

  constructor(
    private readonly inventory: Inventory,
    private readonly of: Pick<EntityKey, 'connection' | 'kind'>,
  ) {}

  put(entity: Entity, loan: Loan | null): void {
    const { id } = entity;
    if (loan?.from !== this.#lenderOf.get(id)) this.#end(id);
    if (loan) return this.#borrow({ entity, loan });
    if (!this.#borrowers.has(id)) return this.inventory.put(entity);
    this.#lenders.set(id, entity);
    this.#show(id);
  }

  drop(id: string): void {
    this.#end(id);
    this.#lenders.delete(id);
    this.inventory.drop({ ...this.of, id });
    if (this.#borrowers.has(id)) this.#show(id);
  }

  #borrow(borrower: Borrower): void {
    const { entity, loan } = borrower;
    const others = this.#borrowers.get(loan.from) ?? new Map<string, Borrower>();
    this.#borrowers.set(loan.from, others.set(entity.id, borrower));
    this.#lenderOf.set(entity.id, loan.from);
    const lender = this.#lenders.get(loan.from) ?? this.inventory.get({ ...this.of, id: loan.from });
    if (lender) this.#lenders.set(loan.from, lender);
    this.#show(loan.from, entity.id);
  }

  /** What it borrowed goes back; a lender of nobody is listed again. */
  #end(id: string): void {
    const from = this.#lenderOf.get(id);
    if (from === undefined) return;
    this.#lenderOf.delete(id);
    const others = this.#borrowers.get(from);
    others?.delete(id);
    if (others && others.size > 0) return this.#show(from, id);
    this.#borrowers.delete(from);
    const lender = this.#lenders.get(from);
    this.#lenders.delete(from);
    if (lender) this.inventory.put(lender);
  }

  /** Tells what is so now of a lender, and of those who borrow from it, or of one of them. */
  #show(from: string, only?: string): void {
    const lender = this.#lenders.get(from);
    const borrowers = [...(this.#borrowers.get(from)?.values() ?? [])];
    for (const { entity, loan } of borrowers) if (only === undefined || entity.id === only) this.inventory.put(lender ? lent(entity, lender, loan) : entity);
    if (!lender) return;
    if (borrowers.some(({ loan }) => loan.replaces(lender))) this.inventory.drop({ ...this.of, id: from });
    else this.inventory.put(lender);
  }
}

const lent = (entity: Entity, lender: Entity, { fields }: Loan): Entity => ({
  ...entity,
  ...Object.fromEntries(fields.filter((field) => field in lender).map((field) => [field, lender[field]])),
});
