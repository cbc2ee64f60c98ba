// What is on: events, what takes place every week, and pictures.

import { get } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { all, pagedList } from "../lib/list.js";
import { zones } from "../lib/places.js";
import { span, today } from "../lib/time.js";

const weekdays =
  ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** The first page. */
export async function home() {
  const [zone, programs, gallery] = await Promise.all([
    zones(), all("/programs", { regular: true }), get("/gallery", { page_size: 12 }),
  ]);
  return h("div", {},
    h("h1", {}, "What is on"),
    events(zone),
    h("h2", {}, "Every week"),
    week(programs),
    h("h2", {}, "Now and then"),
    occasions(),
    gallery.items.length ? pictures(gallery.items) : null);
}

function events(zone) {
  return pagedList({
    path: "/events", query: { from: today() }, pageSize: 9, noun: "events",
    empty: "No events are planned.",
    render: (items) => h("ul.cards", {}, items.map((event) => h("li.card", {},
      h("h3", {}, event.title),
      h("p.small", {}, span(event.start_datetime, event.end_datetime, zone(event.venue.id))),
      h("p.small", {}, place(event.venue)),
      h("p", {}, event.description)))),
  });
}

const place = (venue) => h("a", { href: `#/venues/${venue.id}` }, venue.name);

function week(programs) {
  const days = weekdays
    .map((name, index) => [name, programs.filter((program) => program.weekday === index + 1)])
    .filter(([, list]) => list.length);
  return h("ul.cards", {}, days.map(([name, list]) => h("li.card", {},
    h("h3", {}, name),
    list.sort((one, other) => one.starts_at.localeCompare(other.starts_at)).map((program) =>
      h("p", {}, h("span.faint", {}, `${program.starts_at} – ${program.ends_at} `),
        h("strong", {}, program.name), h("br"),
        h("span.small", {}, program.description, program.description ? " · " : "",
          place(program.venue)))))));
}

function occasions() {
  return pagedList({
    path: "/programs", query: { regular: false }, pageSize: 12, noun: "programs",
    render: (items) => h("ul.cards", {}, items.map((program) => h("li.card", {},
      h("h3", {}, program.name), h("p", {}, program.description),
      h("p.small", {}, place(program.venue))))),
  });
}

function pictures(photos) {
  return h("section", {}, h("h2", {}, "Pictures"),
    h("ul.photos", {}, photos.map((photo) => h("li", {}, h("figure", {},
      h("a", { href: photo.url },
        h("img", { src: photo.thumbnail_url, alt: photo.title || "A photo without a title", loading: "lazy" })),
      h("figcaption", {}, photo.title))))));
}
