// All bookings: found, decided and looked into.

import { get, post } from "../lib/api.js";
import { statusAndSpan } from "../lib/bookings.js";
import { announce, facts, h, pill, problemNotice, table } from "../lib/dom.js";
import { dialog, filters, formDialog } from "../lib/form.js";
import { money } from "../lib/format.js";
import { pagedList } from "../lib/list.js";
import { venueOptions, zones } from "../lib/places.js";
import { link, note } from "../lib/router.js";
import { moment, span } from "../lib/time.js";

const names = ["status", "venue", "user", "search", "from", "to", "order"];

/** The list of bookings; `day=today` for those of today by each venue's clock. */
export async function bookings(parameters) {
  const [zone, venues] = await Promise.all([zones(), venueOptions("All")]);
  const query = Object.fromEntries(names.map((name) => [name, parameters[name] ?? ""]));
  const exporting = h("a.button", {}, "Export these");
  const update = (query) => {
    const { search, user, order, ...filters } = query;
    exporting.href = link("export", filters);
  };
  const list = pagedList({
    path: "/admin/bookings", query, noun: "bookings", empty: "No booking is like this.",
    render: (items) => rows(items, zone, () => list.reload(), {
      isDown: order().value !== "asc", toggle: turn,
    }),
  });
  update(query);
  const order = () => searching.elements.order;
  /** Turns the order round, as choosing the other one would. */
  async function turn() {
    order().value = order().value === "asc" ? "" : "asc";
    order().dispatchEvent(new Event("change", { bubbles: true }));
    await list.settled;
    list.querySelector("th button")?.focus();
  }
  const searching = filters([
    ...statusAndSpan(query),
    { name: "venue", label: "Venue", type: "select", value: query.venue, options: venues },
    {
      name: "search", label: "Search", type: "search", value: query.search, maxlength: 200,
      placeholder: "Name or reference",
    },
    { name: "user", label: "Member’s number", type: "number", min: 1, value: query.user },
    {
      name: "order", label: "Order", type: "select", value: query.order,
      options: [["", "Latest start first"], ["asc", "Earliest start first"]],
    },
  ], (query) => { note("", query); update(query); list.show(query); });
  return h("div", {},
    h("div.bar", {}, h("h1", {}, "Bookings"), h("div.actions", {},
      h("button", { type: "button", onclick: () => today(zone) }, "Today’s"), exporting)),
    searching,
    list);
}

function rows(items, zone, done, sort) {
  return table("Times by each venue’s clock", [
    {
      label: "Reference",
      cell: (booking) => h("button.quiet.plain", {
        type: "button", onclick: () => open(booking, zone, done),
        "aria-label": `${booking.booking_reference}: details and history`,
      }, h("code", {}, booking.booking_reference)),
    },
    {
      label: "When", sort,
      cell: (booking) => span(booking.start_datetime, booking.end_datetime, zone(booking.venue.id)),
    },
    { label: "Venue", cell: (booking) => booking.venue.name },
    { label: "Customer", cell: (booking) => booking.customer.name },
    { label: "Status", cell: (booking) => pill(booking.status) },
    { label: "Guests", class: "number", cell: (booking) => String(booking.guests) },
    {
      label: "Amount", class: "number",
      cell: (booking) => money(booking.total_amount, booking.currency),
    },
    { label: "", cell: (booking) => decisions(booking, done) },
  ], items);
}

// The verb and the button, what it makes of a booking, which ones have it, and its colour.
const verdicts = [
  ["confirm", "Confirm", "confirmed", ["pending"], "primary"],
  ["reject", "Reject", "rejected", ["pending"], "danger"],
  ["cancel", "Cancel", "cancelled", ["confirmed"], "danger"],
];

/** The buttons for what is to be decided about a booking now. */
function decisions(booking, done) {
  return h("div.actions", {}, verdicts
    .filter(([, , , from]) => from.includes(booking.status))
    .map(([verb, text, result, , kind]) => h("button", {
      type: "button", "aria-label": `${text} ${booking.booking_reference}`,
      onclick: () => formDialog(`${text} ${booking.booking_reference}`, {
        fields: [{ name: "reason", label: "Reason", maxlength: 1000, isWide: true }],
        submit: `${text} the booking`, kind,
        send: async ({ reason }) => {
          await post(`/admin/bookings/${booking.id}/${verb}`, reason ? { reason } : {});
          announce(`${booking.booking_reference} is ${result}`);
          await done();
        },
      }),
    }, text)));
}

/** Opens a booking with all that is known about it. */
function open(booking, zone, done) {
  const history = h("div", { "aria-busy": "true" });
  dialog(booking.booking_reference, (close) => h("div", {},
    facts([
      ["Venue", booking.venue.name],
      ["When", span(booking.start_datetime, booking.end_datetime, zone(booking.venue.id))],
      ["Customer", [
        `${booking.customer.name}, `,
        h("a", { href: `mailto:${booking.customer.email}` }, booking.customer.email), " ",
        h("a", { href: link("", { user: booking.customer.id }), onclick: close }, "all of theirs"),
      ]],
      ["Status", pill(booking.status)], ["Guests", String(booking.guests)],
      ["Amount", money(booking.total_amount, booking.currency)],
      ["Notes", booking.notes], ["Booked", moment(booking.created_at)],
    ]),
    decisions(booking, () => { close(); return done(); }),
    h("h3", {}, "History"), history));
  get(`/admin/bookings/${booking.id}/history`, { page_size: 100 }).then(({ items }) => {
    history.replaceChildren(items.length ? h("ul.entries", {}, items.map(entry))
      : h("p.faint", {}, "Nothing has been recorded about this booking."));
  }, (error) => history.replaceChildren(problemNotice(error)))
    .finally(() => history.removeAttribute("aria-busy"));
}

function entry({ at, action, actor, reason, from_status: from, to_status: to, changes }) {
  const what = changes && Object.keys(changes).length ? JSON.stringify(changes) : null;
  return h("li", {},
    h("strong", {}, action), actor ? ` by ${actor.name}` : "",
    from && from !== to ? h("span.faint", {}, ` from ${from} to ${to}`) : "",
    reason ? h("p", {}, `“${reason}”`) : "",
    what ? h("p.small", {}, h("code", {}, what)) : "",
    h("p.small.faint", {}, moment(at)));
}

/** Opens today's bookings. */
function today(zone) {
  dialog("Today", () => {
    const list = pagedList({
      path: "/admin/bookings/today", noun: "bookings", empty: "Nobody comes today.",
      render: (items) => h("ul.entries", {}, items.map((booking) => h("li", {},
        h("strong", {}, booking.venue.name), " ", pill(booking.status),
        h("p", {}, span(booking.start_datetime, booking.end_datetime, zone(booking.venue.id))),
        h("div.meta", {}, h("span", {}, booking.customer.name),
          h("span", {}, `${booking.guests} guests`), h("code", {}, booking.booking_reference)),
        decisions(booking, () => list.reload())))),
    });
    return list;
  });
}
