// A list of any length, a page at a time, by the API's own cursors: going on skips nothing and
// repeats nothing while rows come and go.

import { get } from "./api.js";
import { announce, h, notice, problemNotice } from "./dom.js";
import { number } from "./format.js";

/**
 * A paged list.
 * @param options `path`, `query` (filters), `pageSize`, `noun` (what its rows are, for screen
 *   readers), `render`, a function from rows to a node, and `empty`, a text for when there is none,
 *   or a function from the filters to one.
 * @returns an element with `reload()` (the same page again), `show(query)` (other filters) and
 *   `settled`, a promise of the page that is being loaded.
 */
export function pagedList({ path, query = {}, pageSize = 20, noun = "entry", render, empty }) {
  const content = h("div", {});
  const top = h("div", {});
  const bottom = h("div", {});
  const element = h("section", { "aria-label": `List of ${noun}`, tabindex: -1 },
    top, content, bottom);
  let filters = query;
  let place = {};
  let page = 1;
  let known = { total: null, pages: null };
  let turn = 0;

  async function load() {
    const mine = ++turn;
    content.setAttribute("aria-busy", "true");
    try {
      const answer = await get(path, { ...filters, page_size: pageSize, ...place });
      // A later request has overtaken this one.
      if (mine !== turn) return;
      show(answer);
    } catch (error) {
      if (mine !== turn) return;
      content.replaceChildren(problemNotice(error, h("div.actions", {},
        h("button", { type: "button", onclick: () => reload() }, "Try again"))));
      top.replaceChildren();
      bottom.replaceChildren();
    } finally {
      if (mine === turn) content.removeAttribute("aria-busy");
    }
  }

  function show({ items, pagination }) {
    page = pagination.page ?? page;
    if (pagination.total !== null) known = pagination;
    content.replaceChildren(items.length
      ? render(items) : notice("", h("p", {}, nothing() ?? "There is nothing here yet.")));
    const isLong = pagination.has_next || pagination.has_previous;
    top.replaceChildren(count(items.length));
    bottom.replaceChildren(isLong ? navigation(pagination) : "");
  }

  const nothing = () => (typeof empty === "function" ? empty(filters) : empty);

  function count(shown) {
    if (!shown) return "";
    const total = known.total === null ? "" : `${number(known.total)} in all`;
    return h("p.small.faint", { role: "status" },
      known.pages > 1 ? `Page ${number(page)} of ${number(known.pages)}, ${total}` : total);
  }

  function navigation({ next, previous }) {
    const button = (text, cursor, step) => h("button", {
      type: "button", disabled: !cursor, onclick: () => go({ cursor }, page + step),
    }, text);
    const jump = h("input", {
      type: "number", min: 1, max: known.pages, value: page, required: true,
    });
    return h("nav.paging", { "aria-label": "Pages" },
      button("Previous", previous, -1), button("Next", next, 1), h("span", {}),
      h("form", {
        onsubmit: (event) => {
          event.preventDefault();
          go({ page: jump.value }, Number(jump.value));
        },
      }, h("label", {}, "Page ", jump), h("button", { type: "submit" }, "Go")));
  }

  async function go(newPlace, newPage) {
    [place, page] = [newPlace, newPage];
    element.settled = load();
    await element.settled;
    announce(`Page ${number(page)}`);
    // The button that was pressed is gone.
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "start" });
  }

  function reload() {
    element.settled = load();
    return element.settled;
  }

  element.reload = reload;
  element.show = (newFilters) => {
    [filters, place, page, known] = [newFilters, {}, 1, { total: null, pages: null }];
    return reload();
  };
  reload();
  return element;
}

/** All rows of a list that is known to be short, such as the venues. */
export async function all(path, query = {}) {
  const rows = [];
  let place = {};
  do {
    const { items, pagination } = await get(path, { ...query, page_size: 100, ...place });
    rows.push(...items);
    place = pagination.has_next ? { cursor: pagination.next } : null;
  } while (place);
  return rows;
}
