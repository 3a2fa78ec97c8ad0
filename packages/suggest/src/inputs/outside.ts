/** Packages of Node that reach beyond the process. */
const OUTSIDE =
  /^(?:node:)?(?:fs|fs\/promises|http|https|http2|net|dgram|dns|dns\/promises|child_process|tls|readline|worker_threads|cluster)$/;
/** Packages of others that do. */
const SERVICES =
  /^(?:axios|got|ky|node-fetch|undici|superagent|cross-fetch|pg|mysql2?|mongodb|mongoose|redis|ioredis|knex|typeorm|sequelize|kysely|drizzle-orm|better-sqlite3|sqlite3|nodemailer|stripe|aws-sdk|openai|twilio|kafkajs|amqplib|bull|bullmq|ws|socket\.io|socket\.io-client|puppeteer|playwright|fs-extra|execa|(?:@prisma|@aws-sdk|@google-cloud|@azure|@sendgrid|@anthropic-ai|@supabase|@octokit)\/.*)(?:\/|$)/;
/** What code says that reaches beyond the process by itself. */
const REACHES =
  /\bfetch\(|\bprocess\.env\b|\bXMLHttpRequest\b|\bnew WebSocket\b|\blocalStorage\b|\bimport\.meta\.env\b/;

/** Whether a package reaches beyond the process. */
export function isOutside(specifier: string): boolean {
  return OUTSIDE.test(specifier) || SERVICES.test(specifier);
}

/** Whether a module's own code does. */
export function reachesOut(text: string): boolean {
  return REACHES.test(text);
}
