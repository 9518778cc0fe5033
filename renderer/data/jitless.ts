import { config } from 'zod';

/** The page's policy forbids eval, and zod decides when a schema is made: this has to be the first import of the page. */
config({ jitless: true });
