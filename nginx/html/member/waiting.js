// The waiting list: a member is told when a time that was taken becomes free.

import { creation, getIfOffered } from "../lib/api.js";
import { announce, h, notice, pill, problemNotice } from "../lib/dom.js";
import { formDialog } from "../lib/form.js";
import { askToLogIn, currentUser } from "../lib/session.js";
import { dayText, instant, span } from "../lib/time.js";

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
  }, h("p", {}, `This time on ${dayText(day)} is taken. If it becomes free, it is held for the first in line.`));
}

/** What the member waits for; nothing where there is no waiting list. */
export async function waitingList(zone) {
  let answer;
  try {
    answer = await getIfOffered("/waitlist");
  } catch (error) {
    return problemNotice(error);
  }
  if (!answer) return "";
  return h("section", {}, h("h2", {}, "Waiting list"),
    answer.items.length ? h("ul.entries", {}, answer.items.map((entry) => h("li", {},
      h("strong", {}, entry.venue?.name ?? ""), " ", entry.status ? pill(entry.status) : "",
      h("p.small", {}, span(entry.start_datetime, entry.end_datetime, zone(entry.venue?.id))),
      entry.position ? h("p.small.faint", {}, `Place ${entry.position} in line`) : "")))
      : notice("", h("p", {}, "You wait for nothing. Choose a taken hour of a venue to get in line.")));
}
