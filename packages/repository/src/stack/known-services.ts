/** A service by the words that name it, and how it is started where nothing better is known. */
export interface KnownService {
  pattern: RegExp;
  name: string;
  container?: { image: string; port: number; env?: Record<string, string>; health?: string };
}

const known = (pattern: RegExp, name: string, container?: KnownService['container']): KnownService => ({
  pattern,
  name,
  ...(container ? { container } : {}),
});

/** Services by the name of their image, or the scheme of their address. */
export const KNOWN_SERVICES: KnownService[] = [
  known(/postg(res|is)|timescale/i, 'postgres', {
    image: 'postgres:17',
    port: 5432,
    env: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
    health: 'pg_isready',
  }),
  known(/mysql/i, 'mysql', {
    image: 'mysql:8.4',
    port: 3306,
    env: { MYSQL_ALLOW_EMPTY_PASSWORD: 'yes' },
    health: 'mysqladmin ping',
  }),
  known(/maria/i, 'mariadb', {
    image: 'mariadb:11',
    port: 3306,
    env: { MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: 'yes' },
    health: '"healthcheck.sh --connect --innodb_initialized"',
  }),
  known(/redis|valkey/i, 'redis', { image: 'redis:7', port: 6379, health: '"redis-cli ping"' }),
  known(/mongo/i, 'mongodb', {
    image: 'mongo:7',
    port: 27017,
    // older images have the older shell
    health: `"mongosh --quiet --eval 'db.adminCommand({ ping: 1 })' || mongo --quiet --eval 'db.adminCommand({ ping: 1 })'"`,
  }),
  known(/rabbit|amqp/i, 'rabbitmq', {
    image: 'rabbitmq:4',
    port: 5672,
    health: '"rabbitmq-diagnostics -q ping"',
  }),
  known(/kafka|redpanda/i, 'kafka'),
  known(/elasticsearch|elastic\.co/i, 'elasticsearch', {
    image: 'docker.elastic.co/elasticsearch/elasticsearch:8.17.0',
    port: 9200,
    env: { 'discovery.type': 'single-node', 'xpack.security.enabled': 'false' },
    health: '"curl --fail --silent http://localhost:9200/_cluster/health"',
  }),
  known(/couchdb/i, 'couchdb'),
  known(/opensearch/i, 'opensearch'),
  known(/mssql|sqlserver/i, 'sqlserver'),
  known(/oracle\.com\/database|oracle-(xe|free)/i, 'oracle'),
  known(/hanaexpress/i, 'saphana'),
  known(/memcached/i, 'memcached', { image: 'memcached:1', port: 11211 }),
  known(/localstack/i, 'localstack'),
  known(/minio/i, 'minio'),
  known(/selenium/i, 'selenium'),
  known(/clickhouse/i, 'clickhouse'),
  known(/cassandra/i, 'cassandra'),
  known(/(^|\/)nats\b/i, 'nats'),
  known(/etcd/i, 'etcd'),
  known(/keycloak/i, 'keycloak'),
  known(/mail(hog|pit|dev|catcher)/i, 'smtp'),
  known(/(^|[^a-z])sftp/i, 'sftp'),
  known(/(^|[^a-z])ftp/i, 'ftp'),
  known(/webdav/i, 'webdav'),
  known(/toxiproxy/i, 'toxiproxy'),
];

/** The service that a text speaks of; what stands behind an `@` is a version. */
export function knownService(text: string): KnownService | null {
  return KNOWN_SERVICES.find(({ pattern }) => pattern.test(text.split('@')[0]!)) ?? null;
}
