/** When a reflector waits, and for how long. */
export const TIMING = {
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  /** A watch that lived this long had nothing wrong with it. */
  stableMs: 10_000,
  /** The server ends a watch after this long; each at another moment. */
  watchSeconds: () => 300 + Math.floor(Math.random() * 300),
  /**
   * A refused version (410) comes as the first event of a resumed watch: it is not open before that could have come. A server that
   * reads etcd itself has it up to 100 ms late, for etcd looks that often after watches that lag; 200 ms was seen on a busy machine.
   */
  settleMs: 300,
  /** Bookmarks come every minute. A watch that had some and then none for this long is opened again. */
  bookmarkSilenceMs: 100_000,
  /** What only people can mend is looked at again at this pace, because they may mend it elsewhere. */
  slowBaseMs: 15_000,
  slowCapMs: 60_000,
  /** After a lost event the list is read again: soon, and ever more rarely while events go on getting lost. */
  lostBaseMs: 1_000,
  lostCapMs: 300_000,
};
