// A venue's calendar: a week by hours, or a month by days, in the venue's own time.

import { get } from "../lib/api.js";
import { h, problemNotice } from "../lib/dom.js";
import { note } from "../lib/router.js";
import { addDays, dayText, monday, today, wall } from "../lib/time.js";
import { book } from "./book.js";
import { joinWaitingList } from "./waiting.js";

const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const keys =
  ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const pad = (hour) => String(hour).padStart(2, "0");

/** The hours of a day at which a venue is open; every hour if it does not say. */
function isOpen(venue, day, hour) {
  const spans = venue.opening_hours?.[keys[new Date(`${day}T00:00Z`).getUTCDay()]];
  if (!spans) return !venue.opening_hours;
  const from = `${pad(hour)}:00`;
  const to = `${pad(hour + 1)}:00`;
  return spans.some(({ opens, closes }) => opens < to && from < closes);
}

/** Busy intervals as spans of the venue's wall time. */
async function busySpans(venue, from, to) {
  // A day more at either end, as the days asked for are UTC's.
  const answer = await get(`/venues/${venue.id}/availability`,
    { from: addDays(from, -1), to: addDays(to, 1) });
  return answer.busy.map((busy) => ({
    start: wall(busy.start_datetime, venue.time_zone),
    end: wall(busy.end_datetime, venue.time_zone),
  }));
}

/** Moves the focus with the arrow keys, so that a table of buttons is one stop of the Tab key. */
function moveByArrows(event) {
  const steps = {
    ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
  };
  const step = steps[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  event.preventDefault();
  const row = cell.parentNode;
  const target = row.parentNode.rows[row.sectionRowIndex + step[0]]?.cells[cell.cellIndex + step[1]]
    ?.querySelector("button");
  if (!target) return;
  event.target.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

/** The calendar of a venue around a day; `view` is `week` or `month`. */
export function calendar(venue, { day, view }) {
  const element = h("section", { "aria-label": "Calendar" });
  const state = { day, view };
  let turn = 0;

  async function show(change = {}) {
    const mine = ++turn;
    Object.assign(state, change);
    note(`venues/${venue.id}`, state);
    element.setAttribute("aria-busy", "true");
    const isWeek = state.view === "week";
    const first = monday(isWeek ? state.day : `${state.day.slice(0, 7)}-01`);
    const last = addDays(first, isWeek ? 6 : 41);
    let content;
    try {
      const busy = await busySpans(venue, first, last);
      content = isWeek ? week(first, busy) : month(first, busy);
    } catch (error) {
      content = problemNotice(error);
    }
    // A later request has overtaken this one.
    if (mine !== turn) return;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    element.replaceChildren(head(isWeek, first), h("div.scroll", {}, content), legend(isWeek));
    element.removeAttribute("aria-busy");
    // Who pressed a button stays on it; who chose a day goes on in its week.
    if (focused) element.querySelector(`#${focused.id || "first-cell"}`)?.focus();
  }

  function head(isWeek, first) {
    const long = { day: "numeric", month: "long" };
    const title = isWeek
      ? `${dayText(first, long)} – ${dayText(addDays(first, 6), { ...long, year: "numeric" })}`
      : dayText(state.day, { month: "long", year: "numeric" });
    const move = (direction) => (isWeek ? addDays(state.day, 7 * direction)
      : addDays(`${state.day.slice(0, 7)}-15`, 30 * direction).slice(0, 8) + "01");
    const now = today(venue.time_zone);
    const day = state.day < now ? now : state.day;
    const button = (id, text, change, attributes = {}) =>
      h("button", { id, type: "button", onclick: () => show(change), ...attributes }, text);
    return h("div.bar", {}, h("h2", { "aria-live": "polite" }, title),
      h("div.actions", {},
        button("earlier", "←", { day: move(-1) }, { "aria-label": "Earlier" }),
        button("today", "Today", { day: now }),
        button("later", "→", { day: move(1) }, { "aria-label": "Later" }),
        button("week", "Week", { view: "week" }, { "aria-pressed": String(isWeek) }),
        button("month", "Month", { view: "month" }, { "aria-pressed": String(!isWeek) }),
        h("button.primary", {
          type: "button", onclick: () => book(venue, { day, done: show }),
        }, "Book")));
  }

  function week(first, busy) {
    const days = names.map((_, index) => addDays(first, index));
    const now = wall(Date.now(), venue.time_zone);
    const open = [...Array(24).keys()].filter((hour) => days.some((day) => isOpen(venue, day, hour))
      || busy.some((span) => days.some((day) => touches(span, day, hour))));
    let isFirst = true;
    const cell = (day, hour) => {
      const start = `${day}T${pad(hour)}:00`;
      const isBusy = busy.some((span) => touches(span, day, hour));
      const isPast = start < now;
      const isShut = !isOpen(venue, day, hour);
      const kind = isBusy ? "busy" : isPast || isShut ? "closed" : "free";
      const state = isBusy ? "taken" : isPast ? "past" : isShut ? "closed" : "free";
      const id = isFirst ? "first-cell" : null;
      isFirst = false;
      const isDead = isPast || kind === "closed";
      return h("td", {}, h(`button.${kind}`, {
        id, type: "button", tabindex: id ? 0 : -1, "aria-disabled": isDead ? "true" : null,
        "aria-label": `${dayText(day)}, ${pad(hour)}:00, ${state}`,
        onclick: () => {
          if (kind === "free") book(venue, { day, hour, done: show });
          else if (!isDead) joinWaitingList(venue, day, hour);
        },
      }));
    };
    return h("table.calendar", { onkeydown: moveByArrows },
      h("caption.hidden-text", {}, "Free and taken hours. Arrow keys move, Enter books."),
      h("thead", {}, h("tr", {}, h("td.corner"), days.map((day, index) =>
        h(`th${day === now.slice(0, 10) ? ".today" : ""}`, { scope: "col" }, names[index],
          h("b", {}, String(Number(day.slice(8)))))))),
      h("tbody", {}, open.map((hour) => h("tr", {},
        h("th", { scope: "row" }, `${pad(hour)}:00`), days.map((day) => cell(day, hour))))));
  }

  function month(first, busy) {
    const weeks = [0, 1, 2, 3, 4, 5].map((week) =>
      names.map((_, index) => addDays(first, 7 * week + index)));
    const now = today(venue.time_zone);
    const cell = (day) => {
      const hours = [...Array(24).keys()].filter((hour) => isOpen(venue, day, hour));
      const taken = hours.filter((hour) => busy.some((span) => touches(span, day, hour))).length;
      const isOther = day.slice(0, 7) !== state.day.slice(0, 7);
      const id = day.endsWith("-01") && !isOther ? "first-cell" : null;
      return h(`td${isOther ? ".other" : ""}${day === now ? ".today" : ""}`, {}, h("button", {
        id, type: "button", tabindex: id ? 0 : -1,
        "aria-label": `${dayText(day)}, ${taken} of ${hours.length} hours taken`,
        onclick: () => show({ view: "week", day }),
      }, h("b", {}, String(Number(day.slice(8)))), taken
        ? h("meter", { min: 0, max: hours.length, value: taken, "aria-hidden": "true" }) : null));
    };
    return h("table.calendar.month", { onkeydown: moveByArrows },
      h("caption.hidden-text", {}, "Days and how much of each is taken. Enter shows the week."),
      h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, weeks.map((days) => h("tr", {}, days.map(cell)))));
  }

  function legend(isWeek) {
    return isWeek ? h("ul.legend", {}, h("li", {}, h("i", {}), "free: choose to book"),
      h("li", {}, h("i.busy", {}), "taken"), h("li", {}, h("i.closed", {}), "closed or past"))
      : h("p.small.faint", {}, "The bar of a day shows how much of it is taken.");
  }

  show();
  return element;
}

/** Whether a busy span takes a part of an hour. */
function touches(span, day, hour) {
  const from = `${day}T${pad(hour)}:00`;
  const to = hour === 23 ? `${addDays(day, 1)}T00:00` : `${day}T${pad(hour + 1)}:00`;
  return span.start < to && from < span.end;
}
