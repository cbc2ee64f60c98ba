// The console of those who run the hall.

import { h, notice } from "../lib/dom.js";
import { route } from "../lib/router.js";
import { currentUser, isModerator, logInFirst, session } from "../lib/session.js";
import { bookings } from "./bookings.js";
import { catalogue } from "./catalogue.js";
import { exports } from "./export.js";
import { fasts } from "./fasts.js";
import { gallery } from "./gallery.js";
import { health } from "./health.js";
import { imports } from "./import.js";
import { operations } from "./operations.js";
import { plants } from "./plants.js";
import { users } from "./users.js";
import { webhooks } from "./webhooks.js";

const isAdmin = () => currentUser()?.role === "admin";

/** A view for some, and a word for the others. */
const only = (who, mayEnter, view) => (parameters, left) => {
  if (!currentUser()) return logInFirst("Console");
  if (mayEnter()) return view(parameters, left);
  return h("div", {}, h("h1", {}, "Console"),
    notice("warn", h("p", {}, `This is for ${who}. `,
      isModerator() ? [h("a", { href: "#/plants" }, "Plants to name"), " · "] : "",
      h("a", { href: "/" }, "Members' pages"))));
};
const admins = (view) => only("administrators", isAdmin, view);

const routes = [
  ["", admins(bookings)], ["export", admins(exports)], ["import", admins(imports)],
  ...["venues", "items", "programs", "events"].map((kind) => [kind, admins(() => catalogue(kind))]),
  ["fasts", admins(fasts)], ["plants", only("moderators", isModerator, plants)],
  ["gallery", admins(gallery)], ["users", admins(users)],
  ["webhooks", admins(webhooks)], ["health", admins(health)],
  ["operations", admins(operations)],
];

/** Hides the tabs of views that a moderator cannot enter. */
function showTabs() {
  const isLimited = isModerator() && !isAdmin();
  for (const tab of document.querySelectorAll(".tabs a")) {
    tab.parentNode.hidden = isLimited && tab.getAttribute("href") !== "#/plants";
  }
}

let show = null;
session(document.querySelector("#account"), {
  changed: () => {
    showTabs();
    if (show) show();
    else show = route(document.querySelector("#content"), routes, "Guildhall console");
  },
});
