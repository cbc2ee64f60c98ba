// The console of those who run the hall.

import { h, notice } from "../lib/dom.js";
import { route } from "../lib/router.js";
import { currentUser, logInFirst, session } from "../lib/session.js";
import { bookings } from "./bookings.js";
import { catalogue } from "./catalogue.js";
import { exports } from "./export.js";
import { gallery } from "./gallery.js";
import { health } from "./health.js";
import { users } from "./users.js";

/** A view that only administrators have. */
const admins = (view) => (parameters, left) => {
  if (!currentUser()) return logInFirst("Console");
  if (currentUser().role === "admin") return view(parameters, left);
  return h("div", {}, h("h1", {}, "Console"),
    notice("warn", h("p", {}, "This is for administrators. ",
      h("a", { href: "/" }, "Members' pages"))));
};

const routes = [
  ["", admins(bookings)], ["export", admins(exports)], ["users", admins(users)],
  ["gallery", admins(gallery)], ["health", admins(health)],
  ...["venues", "items", "programs", "events"].map((kind) => [kind, admins(() => catalogue(kind))]),
];

let show = null;
session(document.querySelector("#account"), {
  changed: () => {
    if (show) show();
    else show = route(document.querySelector("#content"), routes, "Guildhall console");
  },
});
