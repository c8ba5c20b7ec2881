// Times as the reader reads them: in the reader's own zone and language.
import type { Ts } from "./types";

export const dateOf = (ts: Ts): Date => new Date(Number(ts) * 1000);

const format = (options: Intl.DateTimeFormatOptions): ((date: Date) => string) => {
  const formatter = new Intl.DateTimeFormat(undefined, options);
  return (date) => formatter.format(date);
};

export const clock = format({ timeStyle: "short" });
/** Where the day is understood and room is scarce: without AM or PM. */
export const shortClock = (day: Date): string =>
  HOUR_MINUTE.formatToParts(day).filter((part) => part.type !== "dayPeriod").map((part) => part.value).join("").trim();
const HOUR_MINUTE = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
export const clockWithSeconds = format({ timeStyle: "medium" });
export const exact = format({ dateStyle: "full", timeStyle: "long" });

const dateLong = format({ weekday: "long", year: "numeric", month: "long", day: "numeric" });
const date = format({ year: "numeric", month: "long", day: "numeric" });
const dateShort = format({ year: "numeric", month: "short", day: "numeric" });
const dateNumeric = format({ year: "numeric", month: "2-digit", day: "2-digit" });

const pad = (value: number): string => String(value).padStart(2, "0");
const isoDay = (day: Date): string => `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;

function relativeDay(day: Date, now: Date): string | null {
  const start = (value: Date): number => new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const days = Math.round((start(day) - start(now)) / 86_400_000);
  return days === 0 ? "Today" : days === -1 ? "Yesterday" : days === 1 ? "Tomorrow" : null;
}

/** The heading above a day's messages. */
export const dayHeading = (day: Date, now = new Date()): string => relativeDay(day, now) ?? dateLong(day);

function ago(day: Date, now: Date): string {
  const seconds = Math.round((day.getTime() - now.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

const TOKENS = new Map<string, (day: Date, now: Date) => string>(Object.entries({
  date_num: isoDay,
  date_slash: dateNumeric,
  date: date,
  date_short: dateShort,
  date_long: dateLong,
  date_long_full: date,
  date_pretty: (day, now) => relativeDay(day, now) ?? date(day),
  date_short_pretty: (day, now) => relativeDay(day, now) ?? dateShort(day),
  date_long_pretty: (day, now) => relativeDay(day, now) ?? dateLong(day),
  day_divider_pretty: (day, now) => relativeDay(day, now) ?? dateLong(day),
  time: clock,
  time_secs: clockWithSeconds,
  ago,
}));

/**
 * Slack's date token in the reader's zone: "{date_short_pretty} at {time}"
 * (https://docs.slack.dev/messaging/formatting-message-text#date-formatting). Null when the moment or the form is unknown.
 */
export function dateToken(seconds: number, form: string, now = new Date()): string | null {
  if (!Number.isFinite(seconds) || !form) return null;
  const day = new Date(seconds * 1000);
  if (Number.isNaN(day.getTime())) return null;
  let known = true;
  const text = form.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const token = TOKENS.get(name);
    if (!token) known = false;
    return token ? token(day, now) : "";
  });
  if (!known) return null;
  return text.replace(/(?<=[^\s].*)\b(Today|Yesterday|Tomorrow)\b/g, (word) => word.toLowerCase());
}

/** A moment as the browser's own input writes it, in the reader's zone. */
export function localMoment(seconds: string): string {
  const moment = new Date(Number(seconds) * 1000);
  if (seconds === "" || Number.isNaN(moment.getTime())) return "";
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** And back to Slack's seconds. */
export const secondsOf = (local: string): string => (local === "" ? "" : String(Math.round(new Date(local).getTime() / 1000)));
