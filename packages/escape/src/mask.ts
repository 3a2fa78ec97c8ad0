const PATTERNS: RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}\b/g,
  /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}\b/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bxox[abposr]-[A-Za-z0-9-]{10,}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g,
  /(?<=\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)\s+)[\w.~+/-]{8,}=*/gi,
];

/** Replaces what looks like a credential (well-known token shapes, private keys, URL passwords) by `***`. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const pattern of PATTERNS) masked = masked.replace(pattern, '***');
  return masked;
}
