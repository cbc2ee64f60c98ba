// The waiting list: a member is told when a time that was taken becomes free.

import { creation, remove } from "../lib/api.js";
import { announce, h, pill } from "../lib/dom.js";
import { formDialog } from "../lib/form.js";
import { pagedList } from "../lib/list.js";
import { askToLogIn, currentUser } from "../lib/session.js";
import { dayText, instant, moment, span } from "../lib/time.js";

/** Opens the form that joins the line for a time that is taken. */
export function joinWaitingList(venue, day, hour) {
  if (!currentUser()) {
    askToLogIn();
    return;
  }
  const create = creation();
  const pad = (number) => String(number % 24).padStart(2, "0");
  formDialog(`Wait for ${venue.name}`, {
    fields: [
      { name: "from", label: "From", type: "time", required: true, value: `${pad(hour)}:00` },
      { name: "to", label: "Until", type: "time", required: true, value: `${pad(hour + 1)}:00` },
      { name: "guests", label: "Guests", type: "number", min: 1, required: true, value: 10 },
    ],
    names: { start_datetime: "from", end_datetime: "to" }, submit: "Wait",
    send: async ({ from, to, guests }) => {
      await create(`/venues/${venue.id}/waitlist`, {
        start_datetime: instant(`${day}T${from}`, venue.time_zone),
        end_datetime: instant(`${day}T${to}`, venue.time_zone), guests,
      });
      announce("You are on the waiting list");
    },
  }, h("p", {}, `This time on ${dayText(day)} is taken. `
    + "If it becomes free, it is held for the first in line."));
}

/** What the member waits for. */
export function waitingList(zone) {
  const list = pagedList({
    path: "/waitlist", noun: "wishes", pageSize: 10,
    empty: "You wait for nothing. Choose a taken hour of a venue to get in line.",
    render: (items) => h("ul.entries", {}, items.map((wish) =>
      entry(wish, zone, () => list.reload()))),
  });
  return h("section", {}, h("h2", {}, "Waiting list"), list);
}

function entry(wish, zone, done) {
  const isOpen = ["waiting", "held"].includes(wish.status);
  const venue = h("a", { href: `#/venues/${wish.venue.id}` }, wish.venue.name);
  return h("li", {},
    h("div.bar", {}, h("h3", {}, venue, " ", pill(wish.status)), isOpen ? h("button", {
      type: "button", "aria-label": `Wait no more for ${wish.venue.name}`,
      onclick: () => formDialog(`Wait no more for ${wish.venue.name}?`, {
        submit: "Leave the line", kind: "danger",
        send: async () => {
          await remove(`/waitlist/${wish.id}`);
          announce("You wait no more");
          done();
        },
      }),
    }, "Leave") : null),
    h("p.small", {}, span(wish.start_datetime, wish.end_datetime, zone(wish.venue.id))),
    wish.place_in_line ? h("p.small.faint", {}, `Number ${wish.place_in_line} in line`) : null,
    wish.status === "held" && wish.hold_expires_at
      ? h("p", {}, `Held for you until ${moment(wish.hold_expires_at)}: book it now.`) : null);
}
