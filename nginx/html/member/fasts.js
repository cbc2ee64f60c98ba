// Fasts: joining and leaving them, and who takes part.

import { address, get, put, remove } from "../lib/api.js";
import { announce, facts, figures, h, notice } from "../lib/dom.js";
import { filters } from "../lib/form.js";
import { ago, counted, number } from "../lib/format.js";
import { all, pagedList } from "../lib/list.js";
import { note } from "../lib/router.js";
import { askToLogIn, currentUser, sessionChanged } from "../lib/session.js";
import { dayText } from "../lib/time.js";

const day = (text) => dayText(text, { dateStyle: "medium" });
const days = ({ starts_on: first, ends_on: last }) =>
  (first ? `${day(first)} – ${day(last)}` : "no days yet");
const people = ({ participants_count: count }) => counted(count, "participant");

/** Joins or leaves, and says so. */
function participation(fast, done) {
  return h(`button${fast.joined ? "" : ".primary"}`, {
    type: "button", "aria-label": `${fast.joined ? "Leave" : "Join"} ${fast.name}`,
    onclick: async () => {
      if (!currentUser()) { askToLogIn(); return; }
      try {
        await (fast.joined ? remove : put)(`/fasts/${fast.id}/participation`);
        announce(fast.joined ? "You have left the fast" : "You have joined the fast");
        done();
      } catch (error) {
        announce(error.message);
      }
    },
  }, fast.joined ? "Leave" : "Join");
}

/** All fasts, and the caller's own in numbers. */
export async function fasts({ church = "" }) {
  const numbers = h("div", {});
  const showNumbers = async () => {
    if (!currentUser()) return;
    const stats = await get("/fasts/stats");
    numbers.replaceChildren(figures([
      ["fasts joined", number(stats.total_fasts)],
      ["days of fasting", number(stats.total_fast_days)],
      ["now", number(stats.current_fasts)], ["to come", number(stats.upcoming_fasts)],
    ]));
  };
  const [churches] = await Promise.all([all("/churches", { count: "none" }), showNumbers()]);
  const list = pagedList({
    path: "/fasts", query: { church }, pageSize: 18, noun: "fasts",
    render: (items) => h("ul.cards", {}, items.map((fast) => h("li.card", {},
      h("h3", {}, h("a", { href: `#/fasts/${fast.id}` }, fast.name)),
      h("p.small", {}, days(fast)),
      h("p.small.faint", {}, `${fast.church.name} · ${people(fast)}`),
      h("p", {}, fast.countdown),
      participation(fast, () => Promise.all([list.reload(), showNumbers()]))))),
  });
  return h("div", {}, h("h1", {}, "Fasts"), numbers,
    filters([{
      name: "church", label: "Church", type: "select", value: church,
      options: [["", "All"], ...churches.map(({ id, name }) => [id, name])],
    }], (query) => { note("fasts", query); list.show(query); }),
    list);
}

/** One fast. */
export async function fast({ id }) {
  const path = `/fasts/${encodeURIComponent(id)}`;
  const one = await get(path);
  return h("div", {},
    h("p.small", {}, h("a", { href: "#/fasts" }, "Fasts")),
    h("div.bar", {}, h("h1", {}, one.name),
      h("div.actions", {},
        one.starts_on ? h("a.button", {
          href: address(`${path}.ics`), download: `fast-${one.id}.ics`,
        }, ".ics") : null,
        participation(one, () => sessionChanged()))),
    h("p.lead", {}, one.countdown),
    facts([
      ["Days", `${days(one)}, ${counted(one.days_count, "day")}`], ["Church", one.church.name],
    ]),
    h("h2", {}, "Participants"),
    currentUser() ? pagedList({
      path: `${path}/participants`, noun: "participants", pageSize: 50,
      render: (items) => h("ul.cards", {}, items.map((person) =>
        h("li", {}, person.name, " ", h("span.small.faint", {}, ago(person.joined_at))))),
    }) : notice("", h("p", {}, `${people(one)}. Members see who.`)));
}
