import { config } from 'zod';

// The content policy forbids code that is made of text. zod tries as soon as a schema is made, so this comes before any.
config({ jitless: true });
