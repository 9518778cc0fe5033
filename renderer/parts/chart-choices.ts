/** What a chart of metrics runs along: steps, time since each run's start, or the clock. */
export const AXES = ['step', 'time', 'wall'] as const;
export type Axis = (typeof AXES)[number];

/** Of the running mean. */
export const WEIGHTS = [0, 0.6, 0.9, 0.97] as const;
