import { upperGamma } from './incomplete-gamma';

/** How much of the standard normal distribution lies above z. Its relation to Γ: NIST Digital Library of Mathematical Functions 7.11.2. */
export function normalAbove(z: number): number {
  const both = upperGamma(0.5, (z * z) / 2);
  return z >= 0 ? both / 2 : 1 - both / 2;
}
