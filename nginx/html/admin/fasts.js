// Fasts: called by a church, with their days.

import { creation, put } from "../lib/api.js";
import { announce, h, table } from "../lib/dom.js";
import { filters, formDialog } from "../lib/form.js";
import { number } from "../lib/format.js";
import { all, pagedList } from "../lib/list.js";
import { note } from "../lib/router.js";
import { dayText } from "../lib/time.js";
import { daysFields, daysOf, daysOfFast } from "./fast-days.js";

const day = (text) => dayText(text, { dateStyle: "medium" });

/** The page. */
export async function fasts({ church = "" }) {
  const churches = (await all("/churches", { count: "none" })).map(({ id, name }) => [id, name]);
  const list = pagedList({
    path: "/fasts", query: { church }, noun: "fasts", empty: "No fast has been called yet.",
    render: (items) => table("Latest start first", [
      {
        label: "Name", cell: (fast) => h("a", { href: `/#/fasts/${fast.id}` },
          h("strong", {}, fast.name)),
      },
      { label: "Church", cell: (fast) => fast.church.name },
      {
        label: "When", cell: ({ starts_on: first, ends_on: last }) =>
          (first ? `${day(first)} – ${day(last)}` : h("span.faint", {}, "no days yet")),
      },
      { label: "Days", class: "number", cell: (fast) => number(fast.days_count) },
      { label: "Participants", class: "number", cell: (fast) => number(fast.participants_count) },
      {
        label: "", cell: (fast) => h("div.actions", {}, h("button", {
          type: "button", "aria-label": `Set the days of ${fast.name}`,
          onclick: () => setDays(fast, () => list.reload())
            .catch((error) => announce(error.message)),
        }, "Set days")),
      },
    ], items),
  });
  return h("div", {},
    h("div.bar", {}, h("h1", {}, "Fasts"), h("button.primary", {
      type: "button", onclick: () => create(churches, () => list.show({})),
    }, "New fast")),
    filters([{
      name: "church", label: "Church", type: "select", value: church,
      options: [["", "All"], ...churches],
    }], (query) => { note("fasts", query); list.show(query); }),
    list);
}

function create(churches, done) {
  const send = creation();
  formDialog("New fast", {
    fields: [
      { name: "name", label: "Name", required: true, maxlength: 200 },
      { name: "church_id", label: "Church", type: "select", options: churches },
    ],
    body: daysFields(), submit: "Create", names: { days: "kind" },
    send: async (values, form) => {
      const fast = await send("/admin/fasts", {
        name: values.name, church_id: Number(values.church_id), days: daysOf(values, form),
      });
      announce(`${fast.name} has ${number(fast.days_count)} days`);
      await done();
    },
  });
}

async function setDays(fast, done) {
  const days = await daysOfFast(fast);
  formDialog(`Days of ${fast.name}`, {
    body: daysFields(days), submit: "Set", names: { days: "kind" },
    send: async (values, form) => {
      const now = await put(`/admin/fasts/${fast.id}/days`, { days: daysOf(values, form) });
      announce(`${now.name} has ${number(now.days_count)} days`);
      await done();
    },
  }, fast.days_count ? h("p", {}, `These replace the ${number(fast.days_count)} days that it has.`)
    : null);
}
