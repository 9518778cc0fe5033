/** Questions that the backend is asked by number, each answered once. */
export interface Asks<Answer> {
  /** `send` is given the number. */
  ask(send: (ask: number) => void): Promise<Answer>;
  answered(ask: number, answer: Answer): void;
  /** The backend ended: nobody answers any more. */
  lost(): void;
}

export function createAsks<Answer>(whenLost: Answer): Asks<Answer> {
  const asked = new Map<number, (answer: Answer) => void>();
  let next = 1;
  const answered = (ask: number, answer: Answer) => {
    asked.get(ask)?.(answer);
    asked.delete(ask);
  };
  return {
    ask: (send) =>
      new Promise((resolve) => {
        const ask = next++;
        asked.set(ask, resolve);
        send(ask);
      }),
    answered,
    lost() {
      for (const ask of asked.keys()) answered(ask, whenLost);
    },
  };
}
