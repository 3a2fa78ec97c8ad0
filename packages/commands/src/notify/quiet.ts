import { type NotificationConfig, UserError } from '@qitops/model';

/** Whether a moment lies in the hours in which nothing is told, which may go past midnight. */
export function isQuiet(quiet: NotificationConfig['quiet'], now: Date): boolean {
  if (!quiet) return false;
  const { minute, weekend } = localTime(now, quiet.timezone ?? 'UTC');
  if (quiet.weekends && weekend) return true;
  const [from, to] = [minutes(quiet.from), minutes(quiet.to)];
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function localTime(now: Date, timeZone: string): { minute: number; weekend: boolean } {
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return {
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
    weekend: /^S/.test(parts.get('weekday')!),
  };
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      weekday: 'short',
    });
  } catch {
    throw new UserError({
      what: `${timeZone} is no time zone`,
      where: 'notifications.quiet.timezone in qitops.yml',
      remedy: 'write one like Europe/Amsterdam',
    });
  }
}

function minutes(clock: string): number {
  const [hours, rest] = clock.split(':').map(Number);
  return hours! * 60 + rest!;
}
