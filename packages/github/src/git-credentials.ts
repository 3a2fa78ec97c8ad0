/**
 * Variables that let git reach the repository with a token, without writing it anywhere: they work beside
 * `persist-credentials: false`, and beside credentials that a checkout left (those are set aside, since git would
 * send both).
 * @param serverUrl `GITHUB_SERVER_URL`.
 */
export function gitCredentials(serverUrl: string, token: string): Record<string, string> {
  const key = `http.${serverUrl.replace(/\/+$/, '')}/.extraheader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${basic}`,
    GIT_TERMINAL_PROMPT: '0',
  };
}
