// A member's own bookings, their calendar feed and what they wait for.

import { address, post, remove } from "../lib/api.js";
import { statusAndSpan } from "../lib/bookings.js";
import { announce, h, notice, pill, table } from "../lib/dom.js";
import { dialog, filters, form, formDialog } from "../lib/form.js";
import { money } from "../lib/format.js";
import { pagedList } from "../lib/list.js";
import { zones } from "../lib/places.js";
import { note } from "../lib/router.js";
import { span } from "../lib/time.js";
import { change } from "./book.js";
import { waitingList } from "./waiting.js";

/** The member's bookings. */
export async function myBookings({ status = "", from = "", to = "" }) {
  const zone = await zones();
  const list = pagedList({
    path: "/bookings", query: { status, from, to }, noun: "bookings",
    empty: "You have no bookings of this kind. A venue's calendar is where they begin.",
    render: (items) => table("Newest first, times by each venue's clock", [
      { label: "Venue", cell: ({ venue }) => h("a", { href: `#/venues/${venue.id}` }, venue.name) },
      {
        label: "When",
        cell: (booking) =>
          span(booking.start_datetime, booking.end_datetime, zone(booking.venue.id)),
      },
      { label: "Status", cell: (booking) => pill(booking.status) },
      { label: "Guests", class: "number", cell: (booking) => String(booking.guests) },
      {
        label: "Amount", class: "number",
        cell: (booking) => money(booking.total_amount, booking.currency),
      },
      { label: "Reference", cell: (booking) => h("code", {}, booking.booking_reference) },
      { label: "", cell: (booking) => actions(booking, zone, () => list.reload()) },
    ], items),
  });
  return h("div", {},
    h("div.bar", {}, h("h1", {}, "My bookings"),
      h("div.actions", {},
        h("button", { type: "button", onclick: feed }, "Calendar feed"),
        h("a.button.primary", { href: "#/venues" }, "Book a venue"))),
    filters(statusAndSpan({ status, from, to }),
      (query) => { note("bookings", query); list.show(query); }),
    list, waitingList(zone));
}

function actions(booking, zone, done) {
  const mayChange = ["pending", "confirmed"].includes(booking.status)
    && Date.parse(booking.start_datetime) > Date.now();
  const name = booking.booking_reference;
  return h("div.actions", {},
    h("a.button", {
      href: address(`/bookings/${booking.id}.ics`), download: `${name}.ics`,
      "aria-label": `${name} as a calendar file`,
    }, ".ics"),
    mayChange ? h("button", {
      type: "button", "aria-label": `Change ${name}`,
      onclick: () => change(booking, zone(booking.venue.id), done),
    }, "Change") : null,
    mayChange ? h("button.danger", {
      type: "button", "aria-label": `Cancel ${name}`, onclick: () => cancel(booking, done),
    }, "Cancel") : null);
}

function cancel(booking, done) {
  formDialog(`Cancel ${booking.booking_reference}`, {
    fields: [{ name: "reason", label: "Reason, if you like", maxlength: 1000, isWide: true }],
    submit: "Cancel the booking", kind: "danger",
    send: async ({ reason }) => {
      await post(`/bookings/${booking.id}/cancel`, reason ? { reason } : {});
      announce("The booking is cancelled");
      done();
    },
  });
}

/** Makes or ends the address under which calendar programs read the member's bookings. */
function feed() {
  const result = h("div", { "aria-live": "polite" });
  dialog("Calendar feed", () => h("div", {},
    h("p", {}, "An address under which a calendar program can read your bookings. Whoever has "
      + "it can read them, so a new one ends the one before."),
    result,
    h("div.actions", {},
      form({
        submit: "Make a new address",
        send: async () => {
          const { url } = await post("/calendar", {});
          const input = h("input", {
            readonly: true, value: new URL(url, location).href, "aria-label": "Address of the feed",
          });
          result.replaceChildren(notice("good", input));
          input.select();
        },
      }),
      form({
        submit: "End the address", kind: "danger",
        send: async () => {
          await remove("/calendar");
          result.replaceChildren(notice("", h("p", {}, "There is no address any more.")));
        },
      }))));
}
