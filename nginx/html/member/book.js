// Booking a venue, and changing a booking.

import { creation, patch } from "../lib/api.js";
import { announce, h, notice } from "../lib/dom.js";
import { dialog, field, formDialog } from "../lib/form.js";
import { counted, money } from "../lib/format.js";
import { all } from "../lib/list.js";
import { askToLogIn, currentUser } from "../lib/session.js";
import { instant, wall } from "../lib/time.js";

const clockFields = (start, end) => [
  { name: "day", label: "Day", type: "date", required: true, value: start.slice(0, 10) },
  { name: "from", label: "From", type: "time", required: true, value: start.slice(11) },
  {
    name: "to", label: "Until", type: "time", required: true, value: end.slice(11),
    hint: "An earlier time is on the next day.",
  },
];

/** The members of the API for a day and two times of a venue's clock. */
function span({ day, from, to }, zone) {
  const next = new Date(Date.parse(`${day}T00:00Z`) + 86400000).toISOString().slice(0, 10);
  const start = instant(`${day}T${from}`, zone);
  const end = instant(`${to > from ? day : next}T${to}`, zone);
  if (!start || !end) {
    throw new Error("The clocks are put forward then: this time does not exist on that day.");
  }
  return { start_datetime: start, end_datetime: end };
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
  const options = {
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
    submit: "Book", names,
    send: async (values, element) => {
      const booked = await create("/bookings", {
        venue_id: venue.id, ...span(values, venue.time_zone), guests: values.guests,
        notes: values.notes, items: chosen(element), ...recurrence(values),
      });
      done();
      if (booked.booked) showSeries(booked);
      else announce(`Booked: ${booked.booking_reference}`);
    },
  };
  formDialog(`Book ${venue.name}`, options);
  const element = price.closest("form");
  const estimate = () => {
    const [from, to] = ["from", "to"].map((name) => {
      const [hours, minutes] = element.elements[name].value.split(":").map(Number);
      return hours + minutes / 60;
    });
    const hours = to > from ? to - from : to + 24 - from;
    const rent = hours * Number(venue.hourly_rate);
    const extras = chosen(element).reduce((sum, { item_id: id, quantity }) =>
      sum + quantity * Number(items.find((item) => item.id === id).price), 0);
    price.textContent = Number.isNaN(rent) ? ""
      : `About ${money(rent + extras, venue.currency)} for ${counted(hours, "hour")}`;
  };
  element.addEventListener("input", estimate);
  estimate();
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
  formDialog(`Change ${booking.booking_reference}`, {
    fields: [
      ...clockFields(wall(booking.start_datetime, zone), wall(booking.end_datetime, zone)),
      {
        name: "guests", label: "Guests", type: "number", required: true, min: 1, max: 100000,
        value: booking.guests,
      },
      { name: "notes", label: "Notes", type: "textarea", maxlength: 4000, value: booking.notes },
    ],
    submit: "Change", names,
    send: async (values) => {
      await patch(`/bookings/${booking.id}`,
        { ...span(values, zone), guests: values.guests, notes: values.notes });
      announce("The booking is changed");
      done();
    },
  });
}
