// Booking a venue, and changing a booking.

import { creation, patch } from "../lib/api.js";
import { announce, h, notice } from "../lib/dom.js";
import { dialog, field, formDialog } from "../lib/form.js";
import { counted, money } from "../lib/format.js";
import { all } from "../lib/list.js";
import { askToLogIn, currentUser } from "../lib/session.js";
import { addDays, wall } from "../lib/time.js";

const clockFields = (start, end) => [
  { name: "day", label: "Day", type: "date", required: true, value: start.slice(0, 10) },
  { name: "from", label: "From", type: "time", required: true, value: start.slice(11) },
  {
    name: "to", label: "Until", type: "time", required: true, value: end.slice(11),
    hint: "An earlier time is on the next day.",
  },
];

/** The members of the API for a day and two times, which are by the venue's clock there too. */
function span({ day, from, to }) {
  return {
    start_datetime: `${day}T${from}:00`,
    end_datetime: `${to > from ? day : addDays(day, 1)}T${to}:00`,
  };
}

/** Where the API's faults belong in the form. */
const names = { start_datetime: "from", end_datetime: "to", recurrence: "frequency" };

/** Opens the form that books a venue. */
export async function book(venue, { day, hour, done }) {
  if (!currentUser()) {
    askToLogIn();
    return;
  }
  const items = await all("/items", { count: "none" });
  const start = hour ?? 18;
  const pad = (number) => String(number % 24).padStart(2, "0");
  const create = creation();
  const price = h("output.faint", { "aria-live": "polite" });
  formDialog(`Book ${venue.name}`, {
    fields: [
      ...clockFields(`${day}T${pad(start)}:00`, `${day}T${pad(start + 2)}:00`),
      {
        name: "guests", label: "Guests", type: "number", required: true, min: 1, max: 100000,
        value: Math.min(10, venue.seats), hint: `The room has ${counted(venue.seats, "seat")}.`,
      },
      { name: "notes", label: "Notes", type: "textarea", maxlength: 4000 },
    ],
    body: [
      repetition(), itemFields(items.filter((item) => item.currency === venue.currency)),
      h("p", {}, price),
    ],
    submit: "Book", names, zone: venue.time_zone,
    send: async (values, element) => {
      const booked = await create("/bookings", {
        venue_id: venue.id, ...span(values), guests: values.guests,
        notes: values.notes, items: chosen(element), ...recurrence(values),
      });
      done();
      if (booked.booked) showSeries(booked);
      else announce(`Booked: ${booked.booking_reference}`);
    },
  });
  const element = price.closest("form");
  const show = () => { price.textContent = estimate(element, venue, items); };
  element.addEventListener("input", show);
  show();
}

/** What the form's booking costs, as far as that can be told here. */
function estimate(form, venue, items) {
  const [from, to] = ["from", "to"].map((name) => {
    const [hours, minutes] = form.elements[name].value.split(":").map(Number);
    return hours + minutes / 60;
  });
  const hours = to > from ? to - from : to + 24 - from;
  const rent = hours * Number(venue.hourly_rate);
  const extras = chosen(form).reduce((sum, { item_id: id, quantity }) =>
    sum + quantity * Number(items.find((item) => item.id === id).price), 0);
  return Number.isNaN(rent) ? ""
    : `About ${money(rent + extras, venue.currency)} for ${counted(hours, "hour")}`;
}

/** Fields for a booking that comes again. */
const repetition = () => h("div.fields", {}, [
  {
    name: "frequency", label: "Repeat", type: "select", value: "",
    options: [
      ["", "Never"], ["DAILY", "Every day"], ["WEEKLY", "Every week"], ["MONTHLY", "Every month"],
    ],
  },
  { name: "times", label: "How many times", type: "number", min: 2, max: 366, value: 4 },
  { name: "skips", label: "Leave out those that cannot be booked", type: "checkbox" },
].map(field));

/** The members of the API for them: a rule of RFC 5545. */
const recurrence = ({ frequency, times, skips }) => (frequency ? {
  recurrence: `FREQ=${frequency};COUNT=${times}`, on_conflict: skips ? "skip" : "fail",
} : {});

/** Says which bookings of a series were made and which were not. */
function showSeries({ booked, skipped }) {
  dialog(`Booked ${counted(booked.length, "time")}`, () => h("div", {},
    skipped.length ? notice("warn",
      h("p", {}, `${counted(skipped.length, "time")} could not be booked:`),
      h("ul", {}, skipped.map((one) =>
        h("li", {}, `${one.local_start.replace("T", ", ").slice(0, 17)}: ${one.reason}`)))) : null,
    h("p", {}, h("a", { href: "#/bookings" }, "My bookings"))));
}

function itemFields(items) {
  if (!items.length) return "";
  return h("details", {}, h("summary", {}, "Things to go with it"),
    h("div.fields", {}, items.map((item) => {
      const id = `item-${item.id}`;
      return h("div.field", {}, h("label", { for: id }, item.name),
        h("input", {
          id, type: "number", min: 0, max: item.quantity, value: 0, "data-item": item.id,
        }),
        h("span.hint", {}, `${money(item.price, item.currency)} each, ${item.quantity} there`));
    })));
}

const chosen = (form) => [...form.querySelectorAll("[data-item]")]
  .map((input) => ({ item_id: Number(input.dataset.item), quantity: Number(input.value) }))
  .filter(({ quantity }) => quantity > 0);

/** Opens the form that changes a booking. */
export function change(booking, zone, done) {
  const [start, end] = [wall(booking.start_datetime, zone), wall(booking.end_datetime, zone)];
  formDialog(`Change ${booking.booking_reference}`, {
    fields: [
      ...clockFields(start, end),
      {
        name: "guests", label: "Guests", type: "number", required: true, min: 1, max: 100000,
        value: booking.guests,
      },
      { name: "notes", label: "Notes", type: "textarea", maxlength: 4000, value: booking.notes },
    ],
    submit: "Change", names, zone,
    send: async (values) => {
      const { day, from, to } = values;
      // Times that nobody touched stay, even those of a booking of several days.
      const isMoved = `${day}T${from}` !== start || to !== end.slice(11);
      await patch(`/bookings/${booking.id}`, {
        ...(isMoved ? span(values) : {}), guests: values.guests, notes: values.notes,
      });
      announce("The booking is changed");
      done();
    },
  });
}
