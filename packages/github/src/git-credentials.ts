/**
 * The variable that lets git reach the repository with a token, without writing it anywhere: it works beside
 * `persist-credentials: false`, and beside credentials that a checkout left (those are set aside, since GitHub
 * answers 400 when git sends both). It belongs into the environment of git alone: code under test does not get it.
 * @param serverUrl `GITHUB_SERVER_URL`.
 */
export function gitCredentials(serverUrl: string, token: string): Record<string, string> {
  if (token === '') return {};
  const key = `http.${serverUrl.replace(/\/+$/, '')}/.extraheader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return { GIT_CONFIG_PARAMETERS: `'${key}'='' '${key}'='AUTHORIZATION: basic ${basic}'` };
}
