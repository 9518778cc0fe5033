declare const brand: unique symbol;

/**
 * The right to change something, once: there is an intent for it in the ledger. Only `actions/execute.ts` mints one
 * (`layers.test.ts` forbids the cast elsewhere), and every write asks for one: a change that goes past the ledger does not compile.
 */
export type Permit = {
  readonly intent: number;
  /** Whose entry that is: the hash of the first entry of its ledger. Null where it could not be read. */
  readonly ledger: string | null;
  readonly [brand]: true;
};
