/**
 * The rates of a share of the names, given to others of them: as when a table of features is joined by a key that is off by one. Which names
 * is decided by their place in the order, so that the same rates are spoilt the same way.
 * @param {Map<string, number>} rates @param {number} share 0 to 1
 */
export function spoilt(rates, share) {
  const names = [...rates.keys()].filter((_, place) => Math.floor((place + 1) * share) > Math.floor(place * share));
  // Half way round: neighbours in the order of the alphabet are as unlike as any, and nobody keeps its own.
  const away = Math.floor(names.length / 2);
  return new Map([...rates, ...names.map((name, place) => [name, rates.get(names[(place + away) % names.length])])]);
}
