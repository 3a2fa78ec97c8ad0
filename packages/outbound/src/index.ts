export { guardUrl, isRefusedAddress } from './address-guard.ts';
export { type FetchLimits, guardedFetch, type Resolve } from './guarded-fetch.ts';
export { OutboundRefusal } from './refusal.ts';
