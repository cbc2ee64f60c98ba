// A member's own page: the hall in numbers, the latest, and the profile.

import { address, get, patch } from "../lib/api.js";
import { announce, facts, figures, h } from "../lib/dom.js";
import { formDialog, given } from "../lib/form.js";
import { ago, number } from "../lib/format.js";
import { all } from "../lib/list.js";
import { sessionChanged } from "../lib/session.js";
import { moment } from "../lib/time.js";

/** The page. */
export async function me() {
  const [profile, stats, churches] = await Promise.all([
    get("/profile"), get("/dashboard/stats"), all("/churches", { count: "none" }),
  ]);
  const { bookings, forum, fasts, plants } = stats;
  return h("div", {},
    h("h1", {}, profile.name),
    figures([
      ["bookings to come", number(bookings.upcoming)],
      ["bookings to be confirmed", number(bookings.pending)],
      ["bookings past", number(bookings.past)],
      ["fasts", number(fasts.joined)], ["days of fasting", number(fasts.days)],
      ["plants identified", number(plants.total_identified)],
      ["care cards", number(plants.saved_care_cards)],
      ["posts in the forum this week", number(forum.posts_this_week)],
    ]),
    h("h2", {}, "Latest"),
    stats.recent_activity.length ? h("ul.entries", {}, stats.recent_activity.map(activity))
      : h("p.faint", {}, "Nothing yet."),
    h("h2", {}, "Profile"),
    facts([
      ["E-mail address", profile.email], ["Church", profile.church?.name ?? "none"],
      ["Member since", moment(profile.joined_at)], ["Trust", profile.trust_level],
      ["Role", profile.role === "member" ? null : profile.role],
    ]),
    h("div.actions", {},
      h("button", { type: "button", onclick: () => edit(profile, churches) }, "Change the profile"),
      h("button", { type: "button", onclick: credentials }, "Change e-mail or password"),
      h("a.button", { href: address("/profile/export"), download: "my-data.json" },
        "Download everything held about me")));
}

function activity({ kind, id, description, at }) {
  const pages = {
    booking: "#/bookings", fast: `#/fasts/${id}`, topic: `#/topics/${id}`,
    identification: "#/garden", care_card: "#/garden",
  };
  return h("li", {}, pages[kind] ? h("a", { href: pages[kind] }, description) : description, " ",
    h("span.small.faint", {}, ago(at)));
}

function edit(profile, churches) {
  formDialog("Change the profile", {
    fields: [
      { name: "name", label: "Name", required: true, maxlength: 200, value: profile.name },
      {
        name: "church_id", label: "Church", type: "select", value: profile.church?.id ?? "",
        options: [["", "None"], ...churches.map(({ id, name }) => [id, name])],
      },
    ],
    submit: "Save",
    send: async ({ name, church_id: church }) => {
      const profile = await patch("/profile", { name, church_id: church ? Number(church) : null });
      announce("Saved");
      sessionChanged(profile);
    },
  });
}

function credentials() {
  formDialog("Change e-mail or password", {
    fields: [
      {
        name: "current_password", label: "Present password", type: "password", required: true,
        autocomplete: "current-password", isWide: true,
      },
      { name: "email", label: "New e-mail address", type: "email", autocomplete: "email" },
      { name: "password", label: "New password", type: "password", autocomplete: "new-password" },
    ],
    submit: "Change",
    send: async (values) => {
      const profile = await patch("/profile", given(values));
      announce("Changed");
      sessionChanged(profile);
    },
  });
}
