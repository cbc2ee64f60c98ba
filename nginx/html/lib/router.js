// Views by the part of the address behind `#`: `#/venues/3?week=2026-11-23`.

import { h, problemNotice } from "./dom.js";

/** What stands behind `#` now: its path, and its parameters as an object. */
export function place() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { path, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a view. */
export function link(path, query = {}) {
  const text = new URLSearchParams(Object.entries(query)
    .filter(([, value]) => value !== "" && value !== null && value !== undefined)).toString();
  return `#/${path}${text ? `?${text}` : ""}`;
}

/** Notes a view's parameters in the address without showing it anew. */
export const note = (path, query) => history.replaceState(null, "", link(path, query));

function find(routes, path) {
  const words = path.split("/");
  for (const [pattern, view] of routes) {
    const names = pattern.split("/");
    if (names.length !== words.length) continue;
    const fits = names.every((name, index) => name.startsWith(":") || name === words[index]);
    if (!fits) continue;
    return { view, names: names.flatMap((name, index) =>
      (name.startsWith(":") ? [[name.slice(1), decodeURIComponent(words[index])]] : [])) };
  }
  return null;
}

/**
 * Shows the view that the address names in `main`, now and whenever it changes.
 * @param routes pairs of a pattern (`venues/:id`) and a view: a function of the parameters, and of
 *   a signal that aborts when another view is shown, that gives a node or a promise of one.
 * @returns a function that shows the present view anew.
 */
export function route(main, routes, siteName) {
  let turn = 0;
  let leave = null;

  async function show({ takesFocus }) {
    const mine = ++turn;
    const { path, query } = place();
    leave?.abort();
    leave = new AbortController();
    const found = find(routes, path);
    main.setAttribute("aria-busy", "true");
    let node;
    try {
      node = found
        ? await found.view({ ...query, ...Object.fromEntries(found.names) }, leave.signal)
        : h("div", {}, h("h1", {}, "There is nothing here"),
          h("p", {}, h("a", { href: "#/" }, "Begin anew")));
    } catch (error) {
      node = h("div", {}, h("h1", {}, "This did not work"), problemNotice(error));
      if (!error.status) console.error(error);
    }
    if (mine !== turn) return;
    main.replaceChildren(node);
    main.removeAttribute("aria-busy");
    const heading = main.querySelector("h1");
    document.title = heading ? `${heading.textContent} – ${siteName}` : siteName;
    for (const tab of document.querySelectorAll(".tabs a")) {
      const isHere = tab.getAttribute("href") === `#/${path.split("/")[0]}`;
      if (!isHere) { tab.removeAttribute("aria-current"); continue; }
      tab.setAttribute("aria-current", "page");
      tab.scrollIntoView({ block: "nearest", inline: "center" });
    }
    // A new view is announced by its heading; the first one by the page itself.
    if (takesFocus && heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }

  // The link that skips the navigation names a place of the page, not a view.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  addEventListener("hashchange", () => show({ takesFocus: true }));
  show({ takesFocus: false });
  return () => show({ takesFocus: false });
}
