// The forums, and the topics of one.

import { creation, get } from "../lib/api.js";
import { announce, h, pill } from "../lib/dom.js";
import { filters, formDialog } from "../lib/form.js";
import { ago, counted } from "../lib/format.js";
import { all, pagedList } from "../lib/list.js";
import { note } from "../lib/router.js";
import { askToLogIn, currentUser, isModerator } from "../lib/session.js";

/** A page of topics. */
const topics = (items) => h("ul.entries", {}, items.map((topic) => h("li", {},
  h("h3", {}, h("a", { href: `#/topics/${topic.id}` }, topic.subject), " ",
    topic.type === "post" ? "" : pill(topic.type),
    topic.status === "open" ? "" : pill(topic.status)),
  h("p.faint", {}, topic.excerpt),
  h("div.meta", {}, h("span", {}, topic.author.name),
    h("a", { href: `#/forum/${encodeURIComponent(topic.forum.slug)}` }, topic.forum.name),
    h("span", {}, counted(topic.posts_count, "post")), h("span", {}, ago(topic.last_post_at))))));

/** All forums, and what is talked about in them. */
export async function forums({ tab = "trending" }) {
  const tabs = [["trending", "Trending"], ["recent", "Recent"]];
  if (currentUser()) tabs.push(["following", "Following"]);
  const list = pagedList({
    path: "/forum/threads", query: { tab }, noun: "topics", render: topics,
    empty: tab === "following" ? "You follow no topic yet." : "Nobody has written anything yet.",
  });
  const buttons = tabs.map(([value, text]) => h("button", {
    type: "button", "aria-pressed": String(value === tab),
    onclick: (event) => {
      for (const button of buttons) button.setAttribute("aria-pressed", button === event.target);
      note("forum", { tab: value });
      list.show({ tab: value });
    },
  }, text));
  return h("div", {},
    h("h1", {}, "Forum"),
    h("ul.cards.compact", {}, (await all("/forums")).map((forum) => h("li.card", {},
      h("h3", {}, h("a", { href: `#/forum/${encodeURIComponent(forum.slug)}` }, forum.name)),
      h("p.small", {}, forum.description),
      h("p.small.faint", {}, counted(forum.topics_count, "topic"), ", ",
        counted(forum.posts_count, "post"))))),
    h("div.bar", {}, h("h2", {}, "In all forums"), h("div.actions", { role: "group" }, buttons)),
    list);
}

/** One forum. */
export async function forum({ slug, search = "", status = "" }) {
  const path = `/forums/${encodeURIComponent(slug)}/topics`;
  const known = (await all("/forums")).find((forum) => forum.slug === slug);
  // A forum that is not in the list is asked for all the same, for the API's own words about it.
  if (!known) await get(path, { page_size: 1 });
  const states = ["open", "closed", ...(isModerator() ? ["hidden"] : [])];
  const list = pagedList({
    path, query: { search, status }, noun: "topics", render: topics,
    empty: "No topic is like this.",
  });
  return h("div", {},
    h("p.small", {}, h("a", { href: "#/forum" }, "Forum")),
    h("div.bar", {}, h("h1", {}, known?.name ?? slug),
      h("button.primary", { type: "button", onclick: () => begin(path) }, "Begin a topic")),
    known?.description ? h("p.lead", {}, known.description) : null,
    filters([
      { name: "search", label: "Search", type: "search", maxlength: 200, value: search },
      {
        name: "status", label: "Status", type: "select", value: status,
        options: [["", "All"], ...states.map((state) => [state, state])],
      },
    ], (query) => { note(`forum/${encodeURIComponent(slug)}`, query); list.show(query); }),
    list);
}

function begin(path) {
  if (!currentUser()) { askToLogIn(); return; }
  const create = creation();
  formDialog("Begin a topic", {
    fields: [
      { name: "subject", label: "Subject", required: true, maxlength: 200, isWide: true },
      { name: "body", label: "Text", type: "textarea", required: true, maxlength: 20000, rows: 8 },
    ],
    submit: "Begin",
    send: async (values) => {
      const topic = await create(path, values);
      announce("The topic has begun");
      location.hash = `#/topics/${topic.id}`;
    },
  });
}
