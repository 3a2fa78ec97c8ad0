import { testRows } from './fault-matrix.ts';
import { ROWS } from './fault-rows.ts';

testRows(ROWS.filter(({ write }) => write.startsWith('git/')));
