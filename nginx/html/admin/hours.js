// A venue's opening hours as a form: one span a day, which is what nearly all venues have. A day
// that has several keeps them as long as nobody changes it.

import { h } from "../lib/dom.js";

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The controls. */
export function hoursFields(hours) {
  const time = (day, end, label, value) => h("input", {
    type: "time", "data-day": day, "data-end": end, value, "aria-label": `${label} on ${day}`,
  });
  return [h("fieldset.hours", {}, h("legend", {}, "Open"), days.map((day) => {
    const spans = hours?.[day] ?? [];
    return h("div", { "data-spans": JSON.stringify(spans) }, h("span", {}, day.slice(0, 3)),
      time(day, "opens", "Opens", spans[0]?.opens ?? ""), "–",
      time(day, "closes", "Closes", spans.at(-1)?.closes ?? ""));
  }))];
}

/** What the controls say; a day without times is closed. Undefined if nothing is said at all. */
export function hoursOf(form) {
  const hours = days.flatMap((day) => {
    const [opens, closes] = ["opens", "closes"].map((end) =>
      form.querySelector(`[data-day=${day}][data-end=${end}]`));
    const before = JSON.parse(opens.parentNode.dataset.spans);
    const isUnchanged = before.length && opens.value === before[0].opens
      && closes.value === before.at(-1).closes;
    if (isUnchanged) return [[day, before]];
    return opens.value || closes.value
      ? [[day, [{ opens: opens.value, closes: closes.value }]]] : [];
  });
  const wasSet = form.querySelector('[data-spans]:not([data-spans="[]"])');
  return hours.length || wasSet ? Object.fromEntries(hours) : undefined;
}
