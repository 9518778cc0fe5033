/** How the revisions of a service do: what they answered, and, once that is known, how well. */
export class ArmScores {
  #arms = new Map();

  #of(revision) {
    const arm = this.#arms.get(revision) ?? { requests: 0, probability: 0, labels: 0, right: 0, loss: 0 };
    this.#arms.set(revision, arm);
    return arm;
  }

  answered({ revision, probability }) {
    const arm = this.#of(revision);
    arm.requests += 1;
    arm.probability += probability;
  }

  found({ revision, probability, said, late }) {
    const arm = this.#of(revision);
    arm.labels += 1;
    arm.right += said === late ? 1 : 0;
    arm.loss -= Math.log(Math.max(1e-12, late === 1 ? probability : 1 - probability));
  }

  /** By the name of a metric: of all, and of each revision that a response named. */
  metrics() {
    const arms = [...this.#arms];
    const requests = arms.reduce((sum, [, arm]) => sum + arm.requests, 0);
    const probability = arms.reduce((sum, [, arm]) => sum + arm.probability, 0);
    return {
      ...(requests > 0 && { mean_probability: probability / requests }),
      ...Object.fromEntries(arms.flatMap(([revision, arm]) => own(arm).map(([name, value]) => [`revision_${revision}_${name}`, value]))),
    };
  }
}

const own = ({ requests, probability, labels, right, loss }) => [
  ['requests', requests],
  ...(requests > 0 ? [['mean_probability', probability / requests]] : []),
  ...(labels > 0 ? [['labels', labels], ['accuracy', right / labels], ['log_loss', loss / labels]] : []),
];
