// Users: found, and let in again after too many wrong passwords.

import { post } from "../lib/api.js";
import { announce, h, table } from "../lib/dom.js";
import { filters, formDialog } from "../lib/form.js";
import { pagedList } from "../lib/list.js";
import { link, note } from "../lib/router.js";
import { dayText, wall } from "../lib/time.js";

const choice = (name, label, value, options) => ({
  name, label, type: "select", value, options: [["", "All"], ...options.map((one) => [one, one])],
});

const since = (time) => dayText(wall(time).slice(0, 10), { dateStyle: "medium" });

/** The list of users. */
export function users({ email = "", trust_level: trust = "", role = "" }) {
  const list = pagedList({
    path: "/admin/users", query: { email, trust_level: trust, role }, noun: "users",
    empty: "No user is like this.",
    render: (items) => table("By number", [
      { label: "Number", class: "number", cell: (user) => String(user.id) },
      { label: "Name", cell: (user) => h("strong", {}, user.name) },
      { label: "E-mail", cell: (user) => user.email },
      { label: "Role", cell: (user) => user.role },
      { label: "Trust", cell: (user) => user.trust_level },
      { label: "Church", cell: (user) => user.church?.name ?? "" },
      { label: "Since", cell: (user) => since(user.joined_at) },
      { label: "", cell: actions },
    ], items),
  });
  return h("div", {}, h("h1", {}, "Users"),
    filters([
      {
        name: "email", label: "E-mail address", type: "email", value: email,
        placeholder: "The whole address",
      },
      choice("role", "Role", role, ["member", "moderator", "admin"]),
      choice("trust_level", "Trust", trust, ["new", "basic", "trusted", "veteran"]),
    ], (query) => { note("users", query); list.show(query); }),
    list);
}

function actions(user) {
  return h("div.actions", {},
    h("a.button", { href: link("", { user: user.id }), "aria-label": `Bookings of ${user.name}` },
      "Bookings"),
    h("button", {
      type: "button", "aria-label": `Unlock ${user.name}`,
      onclick: () => formDialog(`Unlock ${user.name}?`, {
        submit: "Unlock",
        send: async () => {
          await post(`/admin/users/${user.id}/unlock`, {});
          announce(`${user.name} can log in again`);
        },
      }, h("p", {}, "Wrong passwords so far are forgotten, so that the next one may be tried.")),
    }, "Unlock"));
}
