/**
 * Text from outside for Slack's mrkdwn: no mention, channel, link or format. Slack knows three escapes; the signs of its
 * formats are broken by a zero-width space.
 */
export function slackText(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`@#]/g, (sign) => `${sign}\u200b`)
    .replace(/\b(https?|ftp|mailto):/gi, (scheme) => `${scheme}\u200b`);
}
