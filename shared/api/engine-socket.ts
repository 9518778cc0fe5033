import { z } from 'zod';

/** First line from a backend to an engine, and the engine's answer; messages of a port follow (wire.ts). */
export const Hello = z.strictObject({ token: z.string().max(128) });
export const Welcome = z.strictObject({ welcome: z.string() });

/** Longest line to an engine: what a window may send fits, with its escapes. */
export const TO_ENGINE_MAX = 1_000_000;
/** Longest line from an engine: lineage of 20,000 nodes is some 8 MB. */
export const FROM_ENGINE_MAX = 64_000_000;
/** One that has not said who it is by then is put out. */
export const HELLO_MS = 5_000;
