// Elements, and what is said aloud. Text always becomes text nodes, never markup, so nothing that a
// member wrote can run.

const svgNamespace = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") continue;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => (child ?? false) !== false));
  // A select takes its value only once it has options.
  if (attributes.value !== undefined && attributes.value !== null) element.value = attributes.value;
  if (attributes.checked !== undefined) element.checked = attributes.checked;
  return element;
}

/** Makes an HTML element: `h("button.primary", { onclick }, "Save")`. */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  return fill(element, attributes, children);
}

/** Makes an SVG element. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, name), attributes, children);
}

let lastNumber = 0;
/** An id that no other element has. */
export const uniqueID = (prefix) => `${prefix}-${++lastNumber}`;

const toast = h("div.toast", { role: "status" });
let toastTimer;
/** Tells of something that was done, on the screen and to screen readers. */
export function announce(text) {
  clearTimeout(toastTimer);
  // A little later, as a dialog that is about to close would take the words with it. One that stays
  // open hides what is outside of it.
  toastTimer = setTimeout(() => {
    const home = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (toast.parentNode !== home) home.append(toast);
    toast.textContent = text;
    toastTimer = setTimeout(() => { toast.textContent = ""; }, 6000);
  }, 50);
}

/** A box that says something; `kind` is `good`, `warn`, `bad` or nothing. */
export function notice(kind, ...children) {
  const role = kind === "bad" ? "alert" : null;
  return h(`div.notice${kind ? `.${kind}` : ""}`, { role }, ...children);
}

/** What went wrong, in the API's words, with the id under which its log has it. */
export function problemNotice(error, ...children) {
  return notice("bad",
    h("p", {}, h("strong", {}, error.title ?? "Something went wrong"), ". ",
      error.detail ?? error.message),
    error.faults?.length ? h("ul", {}, error.faults.map((fault) =>
      h("li", {}, `${fault.pointer.slice(1)} ${fault.detail}`))) : null,
    error.requestID && error.status >= 500
      ? h("p.small", {}, "Request ", h("code", {}, error.requestID)) : null,
    ...children);
}

const kinds = {
  pending: "warn", confirmed: "good", completed: "calm", rejected: "bad",
  requested: "warn", identified: "good", failed: "bad",
  open: "good", hidden: "bad", announce: "calm", sticky: "calm",
  waiting: "warn", held: "good", booked: "calm", delivered: "good",
};
/** A status as a small coloured word. */
export const pill = (word) => h(`span.pill${kinds[word] ? `.${kinds[word]}` : ""}`, {}, word);

/**
 * A table that becomes a list of cards on a narrow screen. The roles are written out because a
 * table that is displayed otherwise loses them.
 * @param columns `{label, cell: (row) => node, class}` each; without a label for buttons. `sort` of
 *   the column that the rows are ordered by is `{isDown, toggle}`, whose function turns the order.
 */
export function table(caption, columns, rows) {
  return h("table.stacks", { role: "table" },
    h("caption", {}, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map((column) =>
      h("th", {
        role: "columnheader", scope: "col", class: column.class,
        "aria-sort": column.sort ? (column.sort.isDown ? "descending" : "ascending") : null,
      }, column.sort ? sorter(column)
        : column.label || h("span.hidden-text", {}, "Actions"))))),
    h("tbody", { role: "rowgroup" }, rows.map((row) => h("tr", { role: "row" },
      columns.map((column) => h("td", {
        role: "cell", class: column.class, "data-label": column.label,
      }, column.cell(row)))))));
}

const sorter = ({ label, sort }) =>
  h("button.quiet.plain", { type: "button", onclick: sort.toggle },
    label, h("span", { "aria-hidden": "true" }, sort.isDown ? " ↓" : " ↑"));

/** Pairs of terms and facts. */
export function facts(pairs) {
  return h("dl.facts", {}, pairs.filter(([, fact]) => (fact ?? "") !== "")
    .flatMap(([term, fact]) => [h("dt", {}, term), h("dd", {}, fact)]));
}

/** Numbers to take in at a glance: pairs of a caption and a number. */
export function figures(pairs) {
  return h("dl.figures", {}, pairs.map(([term, figure]) =>
    h("div", {}, h("dt", {}, term), h("dd", {}, String(figure)))));
}
