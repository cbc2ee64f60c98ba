// The pages of members.

import { route } from "../lib/router.js";
import { currentUser, logInFirst, session } from "../lib/session.js";
import { myBookings } from "./bookings.js";
import { fast, fasts } from "./fasts.js";
import { forum, forums } from "./forum.js";
import { garden } from "./garden.js";
import { home } from "./home.js";
import { me } from "./me.js";
import { topic } from "./topic.js";
import { venue, venues } from "./venues.js";

/** A view that only members have. */
const members = (title, view) => (parameters) =>
  (currentUser() ? view(parameters) : logInFirst(title));

const routes = [
  ["", home],
  ["venues", venues], ["venues/:id", venue],
  ["bookings", members("My bookings", myBookings)],
  ["forum", forums], ["forum/:slug", forum], ["topics/:id", topic],
  ["fasts", fasts], ["fasts/:id", fast],
  ["garden", members("Garden", garden)],
  ["me", members("My page", me)],
];

let show = null;
session(document.querySelector("#account"), {
  mayRegister: true,
  changed: () => {
    if (show) show();
    else show = route(document.querySelector("#content"), routes, "Guildhall");
  },
});
