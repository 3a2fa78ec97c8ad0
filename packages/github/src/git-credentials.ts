/**
 * The variable that lets git reach the repository with a token, without writing it anywhere: it works beside
 * `persist-credentials: false`, and beside credentials that a checkout left (those are set aside, since git would
 * send both). Only for a process that runs no code of the repository: its children see the variable.
 * @param serverUrl `GITHUB_SERVER_URL`.
 */
export function gitCredentials(serverUrl: string, token: string): Record<string, string> {
  if (token === '') return {};
  const key = `http.${serverUrl.replace(/\/+$/, '')}/.extraheader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return { GIT_CONFIG_PARAMETERS: `'${key}'='' '${key}'='AUTHORIZATION: basic ${basic}'` };
}
