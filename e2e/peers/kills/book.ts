/** One record: what it is called, and what it says. Two of one name are a fault of whoever keeps them. */
export type Found = readonly (readonly [key: string, value: string])[];

/**
 * What was asked of a workspace and what it acknowledged, kept by whoever asked. What was not acknowledged may have come about or not;
 * once it was looked for after a kill, it is one of both for good.
 */
export class Book {
  /** What each record may say: the last that was acknowledged, and whatever was asked since. */
  readonly #asked = new Map<string, Set<string>>();
  readonly #acknowledged = new Set<string>();

  ask(key: string, value: string): void {
    const values = this.#asked.get(key);
    if (values) values.add(value);
    else this.#asked.set(key, new Set([value]));
  }

  acknowledge(key: string, ...values: readonly string[]): void {
    this.#acknowledged.add(key);
    this.#asked.set(key, new Set(values));
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  /** What is missing, invented, altered or there twice. */
  compare(found: Found): string[] {
    const faults: string[] = [];
    const seen = new Set<string>();
    for (const [key, value] of found) {
      const values = this.#asked.get(key);
      if (seen.has(key)) faults.push(`twice: ${key}`);
      else if (!values) faults.push(`invented: ${key} = ${value}`);
      else if (!values.has(value)) faults.push(`altered: ${key} = ${value}, asked ${[...values].join(' or ')}`);
      seen.add(key);
    }
    for (const key of this.#acknowledged) if (!seen.has(key)) faults.push(`missing: ${key}`);
    return faults;
  }

  /** @param isOpen what may still come about, since whoever asks for it goes on */
  adopt(found: Found, isOpen: (key: string) => boolean): void {
    const there = new Map(found);
    for (const key of this.#asked.keys()) {
      const value = there.get(key);
      if (value !== undefined) this.acknowledge(key, value);
      else if (!isOpen(key)) this.#asked.delete(key);
    }
  }
}
