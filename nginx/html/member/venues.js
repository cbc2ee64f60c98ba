// The venues, and one of them with its calendar.

import { get } from "../lib/api.js";
import { facts, h } from "../lib/dom.js";
import { filters } from "../lib/form.js";
import { counted, money } from "../lib/format.js";
import { pagedList } from "../lib/list.js";
import { note } from "../lib/router.js";
import { today } from "../lib/time.js";
import { calendar } from "./calendar.js";

/** The list of venues. */
export function venues({ seats = "" }) {
  const list = pagedList({
    path: "/venues", query: { seats }, pageSize: 24, noun: "venues",
    empty: "No venue has so many seats.",
    render: (items) => h("ul.cards", {}, items.map((venue) => h("li.card", {},
      h("h3", {}, h("a", { href: `#/venues/${venue.id}` }, venue.name)),
      h("p.faint", {}, counted(venue.seats, "seat")),
      h("p", {}, `${money(venue.hourly_rate, venue.currency)} an hour`)))),
  });
  return h("div", {}, h("h1", {}, "Venues"),
    filters([{
      name: "seats", label: "Seats, at least", type: "number", min: 0, max: 100000, value: seats,
    }], (query) => { note("venues", query); list.show(query); }),
    list);
}

const weekdays =
  ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** When a venue opens, equal days together: "Monday – Thursday 08:00 – 22:00". */
function openingHours(hours) {
  const groups = [];
  for (const day of weekdays) {
    const text = (hours?.[day] ?? []).map(({ opens, closes }) => `${opens} – ${closes}`)
      .join(", ") || "closed";
    if (groups.at(-1)?.text === text) groups.at(-1).last = day;
    else groups.push({ first: day, last: day, text });
  }
  const name = (day) => day[0].toUpperCase() + day.slice(1, 3);
  return groups.map(({ first, last, text }) =>
    h("div", {}, `${name(first)}${first === last ? "" : ` – ${name(last)}`} ${text}`));
}

/** One venue. */
export async function venue({ id, day, view = "week" }) {
  const one = await get(`/venues/${encodeURIComponent(id)}`);
  return h("div", {},
    h("p.small", {}, h("a", { href: "#/venues" }, "Venues")),
    h("h1", {}, one.name),
    facts([
      ["Seats", String(one.seats)],
      ["Price", `${money(one.hourly_rate, one.currency)} an hour`],
      ["Open", openingHours(one.opening_hours)],
      ["Clock", one.time_zone.replaceAll("_", " ")],
    ]),
    calendar(one, { day: day ?? today(one.time_zone), view }));
}
