// What can be booked and what takes place: created, changed and retired.

import { creation, patch, remove } from "../lib/api.js";
import { announce, h, table } from "../lib/dom.js";
import { formDialog } from "../lib/form.js";
import { money } from "../lib/format.js";
import { pagedList } from "../lib/list.js";
import { forgetVenues, venueOptions, zones } from "../lib/places.js";
import { instant, span, wall } from "../lib/time.js";
import { hoursFields, hoursOf } from "./hours.js";

const name = { name: "name", label: "Name", required: true, maxlength: 200 };
const description = {
  name: "description", label: "Description", type: "textarea", maxlength: 4000, rows: 3,
};
const currency = {
  name: "currency", label: "Currency", required: true, minlength: 3, maxlength: 3,
  hint: "Such as EUR",
};
const venueOf = (row, { venues }) => ({
  name: "venue_id", label: "Venue", type: "select", options: venues,
  value: row?.venue.id ?? venues[0]?.[0],
});
const amount = (name, label) => ({
  name, label, required: true, inputmode: "decimal", pattern: "[0-9]+(\\.[0-9]{1,2})?",
  hint: "Such as 24.50",
});
const weekdays =
  ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

// For each kind: `noun`, `columns` of the table, `fields` of the form for a row or for none, and
// `members`, what the form's values are to the API.
const kinds = {
  venues: {
    noun: "venue",
    columns: () => [
      { label: "Name", cell: (venue) => h("strong", {}, venue.name) },
      { label: "Seats", class: "number", cell: (venue) => String(venue.seats) },
      {
        label: "An hour", class: "number",
        cell: (venue) => money(venue.hourly_rate, venue.currency),
      },
      { label: "Clock", cell: (venue) => venue.time_zone },
    ],
    fields: (venue) => [
      { ...name, value: venue?.name },
      {
        name: "seats", label: "Seats", type: "number", min: 1, max: 100000, required: true,
        value: venue?.seats,
      },
      { ...amount("hourly_rate", "Price of an hour"), value: venue?.hourly_rate },
      { ...currency, value: venue?.currency ?? "EUR" },
      {
        name: "time_zone", label: "Time zone", required: true, hint: "Such as Europe/Berlin",
        value: venue?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    ],
    body: (venue) => hoursFields(venue?.opening_hours),
    members: ({ name, seats, hourly_rate, currency, time_zone }, form) =>
      ({ name, seats, hourly_rate, currency, time_zone, opening_hours: hoursOf(form) }),
    changed: forgetVenues,
  },
  items: {
    noun: "item",
    columns: () => [
      { label: "Name", cell: (item) => h("strong", {}, item.name) },
      { label: "Description", cell: (item) => item.description },
      { label: "There are", class: "number", cell: (item) => String(item.quantity) },
      { label: "Price", class: "number", cell: (item) => money(item.price, item.currency) },
    ],
    fields: (item) => [
      { ...name, value: item?.name },
      {
        name: "quantity", label: "There are", type: "number", min: 0, max: 100000, required: true,
        value: item?.quantity,
      },
      { ...amount("price", "Price of one"), value: item?.price },
      { ...currency, value: item?.currency ?? "EUR" },
      { ...description, value: item?.description },
    ],
    members: (values) => values,
  },
  programs: {
    noun: "program",
    columns: () => [
      { label: "Name", cell: (program) => h("strong", {}, program.name) },
      { label: "Description", cell: (program) => program.description },
      {
        label: "When",
        cell: ({ regular, weekday, starts_at: start, ends_at: end }) =>
          (regular ? `${weekdays[weekday - 1]}, ${start} – ${end}` : "now and then"),
      },
      { label: "Venue", cell: (program) => program.venue.name },
    ],
    fields: (program, context) => [
      { ...name, value: program?.name },
      venueOf(program, context),
      {
        name: "weekday", label: "Every", type: "select", value: program?.weekday ?? "",
        options: [["", "– (now and then)"], ...weekdays.map((day, index) => [index + 1, day])],
      },
      { name: "starts_at", label: "From", type: "time", value: program?.starts_at },
      { name: "ends_at", label: "Until", type: "time", value: program?.ends_at },
      { ...description, value: program?.description },
    ],
    members: ({ name, description, venue_id: venue, weekday, starts_at: start, ends_at: end }) => ({
      name, description, venue_id: Number(venue), regular: weekday !== "",
      weekday: weekday === "" ? null : Number(weekday),
      starts_at: weekday === "" ? null : start, ends_at: weekday === "" ? null : end,
    }),
  },
  events: {
    noun: "event",
    columns: ({ zone }) => [
      { label: "Title", cell: (event) => h("strong", {}, event.title) },
      {
        label: "When",
        cell: (event) => span(event.start_datetime, event.end_datetime, zone(event.venue.id)),
      },
      { label: "Venue", cell: (event) => event.venue.name },
      { label: "Description", cell: (event) => event.description },
    ],
    fields: (event, context) => [
      { ...name, name: "title", label: "Title", value: event?.title },
      venueOf(event, context),
      {
        name: "start", label: "Begins, by the venue’s clock", type: "datetime-local",
        required: true,
        value: event ? wall(event.start_datetime, context.zone(event.venue.id)) : "",
      },
      {
        name: "end", label: "Ends", type: "datetime-local", required: true,
        value: event ? wall(event.end_datetime, context.zone(event.venue.id)) : "",
      },
      { ...description, value: event?.description },
    ],
    members: ({ title, description, venue_id: venue, start, end }, form, { zone }) => ({
      title, description, venue_id: Number(venue),
      start_datetime: instant(start, zone(Number(venue))),
      end_datetime: instant(end, zone(Number(venue))),
    }),
    names: { start_datetime: "start", end_datetime: "end" },
  },
};

/** The page of one kind of thing. */
export async function catalogue(kindName) {
  const kind = kinds[kindName];
  const context = { zone: await zones(), venues: await venueOptions() };
  const title = kindName[0].toUpperCase() + kindName.slice(1);
  const list = pagedList({
    path: `/${kindName}`, noun: kindName, pageSize: 25,
    render: (items) => table(title, [
      ...kind.columns(context),
      { label: "", cell: (row) => actions(kindName, row, context, () => list.reload()) },
    ], items),
  });
  return h("div", {},
    h("div.bar", {}, h("h1", {}, title), h("button.primary", {
      type: "button", onclick: () => edit(kindName, null, context, () => list.reload()),
    }, `New ${kind.noun}`)),
    list);
}

function actions(kindName, row, context, done) {
  const label = row.name ?? row.title;
  return h("div.actions", {},
    h("button", {
      type: "button", "aria-label": `Change ${label}`,
      onclick: () => edit(kindName, row, context, done),
    }, "Change"),
    h("button.danger", {
      type: "button", "aria-label": `Retire ${label}`,
      onclick: () => formDialog(`Retire ${label}?`, {
        submit: "Retire", kind: "danger",
        send: async () => {
          await remove(`/admin/${kindName}/${row.id}`);
          announce(`${label} is retired`);
          await finish(kindName, done);
        },
      }, h("p", {}, "It is no longer offered; what was booked before stays as it is.")),
    }, "Retire"));
}

function edit(kindName, row, context, done) {
  const kind = kinds[kindName];
  const create = creation();
  formDialog(row ? `Change ${row.name ?? row.title}` : `New ${kind.noun}`, {
    fields: kind.fields(row, context), body: kind.body?.(row) ?? [], submit: "Save",
    names: kind.names,
    send: async (values, form) => {
      const members = kind.members(values, form, context);
      if (row) await patch(`/admin/${kindName}/${row.id}`, members);
      else await create(`/admin/${kindName}`, members);
      announce("Saved");
      await finish(kindName, done);
    },
  });
}

function finish(kindName, done) {
  kinds[kindName].changed?.();
  return done();
}
