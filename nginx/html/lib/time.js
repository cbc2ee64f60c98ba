// Instants of the API (RFC 3339, UTC) and what clocks on the wall of a venue show. A "wall" is such
// a clock's "2026-11-23T18:30"; a day is its first ten characters.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const clocks = new Map();

function parts(date, zone) {
  if (!clocks.has(zone)) {
    clocks.set(zone, new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit",
    }));
  }
  return Object.fromEntries(clocks.get(zone).formatToParts(date)
    .map(({ type, value }) => [type, value]));
}

/** What the clock shows at an instant. */
export function wall(instant, zone = here) {
  const { year, month, day, hour, minute } = parts(new Date(instant), zone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/**
 * The instant at which the clock shows this, the first one if it shows it twice; null if it never
 * does, because clocks were put forward.
 */
export function instant(text, zone = here) {
  const asUTC = Date.parse(`${text}:00Z`);
  if (Number.isNaN(asUTC)) return null;
  // Offsets change seldom: those of the days around it are the only candidates.
  const candidates = [asUTC - 86400000, asUTC + 86400000].map((near) =>
    asUTC - (Date.parse(`${wall(near, zone)}:00Z`) - near));
  const found = candidates.filter((time) => wall(time, zone) === text);
  return found.length ? new Date(Math.min(...found)).toISOString().replace(".000Z", "Z") : null;
}

/** The day `count` days after another one. */
export function addDays(day, count) {
  return new Date(Date.parse(`${day}T00:00Z`) + count * 86400000).toISOString().slice(0, 10);
}

/** The Monday of a day's week. */
export function monday(day) {
  return addDays(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7));
}

/** Today, by a clock. */
export const today = (zone = here) => wall(Date.now(), zone).slice(0, 10);

/** A day as people write it. */
export function dayText(day, options = { weekday: "short", day: "numeric", month: "short" }) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options })
    .format(new Date(`${day}T00:00Z`));
}

/** A text in which instants are written as people do. */
export const readable = (text, zone) =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (time) => moment(time, zone));

const longDay = { weekday: "short", day: "numeric", month: "short", year: "numeric" };

/** An instant with its day: "Mon 23 Nov 2026, 18:30". */
export function moment(time, zone = here) {
  const text = wall(time, zone);
  return `${dayText(text.slice(0, 10), longDay)}, ${text.slice(11)}`;
}

/** Two instants: "Mon 23 Nov 2026, 18:30 – 20:30", and the zone where it is not ours. */
export function span(start, end, zone = here) {
  const last = wall(end, zone);
  const isSameDay = last.slice(0, 10) === wall(start, zone).slice(0, 10);
  const foreign = zone === here ? "" : ` (${zone.split("/").at(-1).replaceAll("_", " ")})`;
  return `${moment(start, zone)} – ${isSameDay ? last.slice(11) : moment(end, zone)}${foreign}`;
}
