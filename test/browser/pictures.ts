import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the pictures of every page are left for people to look at. */
export const PICTURES = resolve(import.meta.dirname, '../output/screenshots');

mkdirSync(PICTURES, { recursive: true });
