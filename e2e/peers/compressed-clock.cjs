// `NODE_OPTIONS=--require …/compressed-clock.cjs`: the days of a process, and of its threads, are so many times shorter. Timers keep their own time.
const { PILOTHOUSE_CLOCK_FACTOR, PILOTHOUSE_CLOCK_FROM } = process.env;
const [factor, from] = [Number(PILOTHOUSE_CLOCK_FACTOR), Number(PILOTHOUSE_CLOCK_FROM)];
const real = Date.now;
Date.now = () => Math.floor(from + (real() - from) * factor);
