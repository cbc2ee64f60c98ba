// The days of a fast as a form: a span with the weekdays that count in it, or a list of days.

import { call } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { field } from "../lib/form.js";

const weekdays =
  ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The controls. `days` are those that the fast has, of which a list begins. */
export function daysFields(days = []) {
  const content = h("div", {});
  const chooser = field({
    name: "kind", label: "Days", type: "select", value: days.length ? "list" : "span", options: [
      ["span", "From one day to another"], ["list", "Day by day"],
    ],
  });
  const select = chooser.querySelector("select");
  const show = () => content.replaceChildren(...(select.value === "span" ? span() : list(days)));
  select.addEventListener("change", show);
  show();
  return [h("div.fields", {}, chooser), content];
}

const span = () => [
  h("div.fields", {}, [
    { name: "from", label: "First day", type: "date", required: true },
    { name: "to", label: "Last day", type: "date", required: true },
  ].map(field)),
  h("fieldset", {}, h("legend", {}, "Weekdays that count"), h("div.checks", {},
    weekdays.map((day) => h("label.check.word", {},
      h("input", { type: "checkbox", checked: true, value: day, "data-weekday": true }), day)))),
];

const list = (days) => [h("div.fields", {}, field({
  name: "list", label: "One day a line", type: "textarea", rows: 8, required: true,
  value: days.join("\n"), hint: "Such as 2030-03-06",
}))];

/** What the controls say, as the API takes it. */
export function daysOf({ kind, from, to, list }, form) {
  if (kind === "list") return list.split(/[\s,;]+/).filter(Boolean);
  return {
    from, to,
    weekdays: [...form.querySelectorAll("[data-weekday]")]
      .filter((box) => box.checked).map((box) => box.value),
  };
}

/** The days of a fast, which its calendar tells one by one. */
export async function daysOfFast({ id }) {
  const calendar = await (await call("GET", `/fasts/${id}.ics`)).text();
  const starts = calendar.matchAll(/^DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)/gm);
  return [...starts].map(([, year, month, day]) => `${year}-${month}-${day}`);
}
