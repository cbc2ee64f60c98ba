// A topic and its posts: reading, answering, following, moderating.

import { address, creation, get, patch, put, remove } from "../lib/api.js";
import { announce, h, pill } from "../lib/dom.js";
import { form, formDialog } from "../lib/form.js";
import { ago, counted } from "../lib/format.js";
import { pagedList } from "../lib/list.js";
import { askToLogIn, currentUser, isModerator, sessionChanged } from "../lib/session.js";
import { moment } from "../lib/time.js";

/** One topic; `at` is the post to go to, such as `post:17`. */
export async function topic({ id, at = "" }) {
  const path = `/topics/${encodeURIComponent(id)}`;
  const one = await get(path);
  const posts = pagedList({
    path: `${path}/posts`, query: { at }, noun: "posts",
    render: (items) => h("div.entries", { role: "feed" }, items.map((post) =>
      show(post, one, () => posts.reload()))),
  });
  const element = h("div", {},
    h("p.small", {}, h("a", { href: "#/forum" }, "Forum"), " · ",
      h("a", { href: `#/forum/${encodeURIComponent(one.forum.slug)}` }, one.forum.name)),
    h("h1", {}, one.subject),
    h("div.bar", {},
      h("div.meta", {}, one.type === "post" ? "" : pill(one.type), pill(one.status),
        h("span", {}, counted(one.posts_count, "post")),
        h("span", {}, `begun by ${one.author.name}, ${ago(one.created_at)}`)),
      h("div.actions", {}, following(one, path),
        h("a.button", {
          href: address(`${path}/export`), download: `topic-${one.id}.json`,
        }, "Download"),
        isModerator() || currentUser()?.id === one.author.id
          ? h("button", { type: "button", onclick: () => moderate(one, path) }, "Change") : null)),
    posts, answer(one, path, posts));
  if (at) {
    const id = `#post-${at.split(":")[1]}`;
    posts.settled.then(() => element.querySelector(id)?.scrollIntoView());
  }
  return element;
}

function show(post, topic, done) {
  const isMine = currentUser()?.id === post.author.id;
  return h("article.card", {
    id: `post-${post.id}`, "aria-label": `Post ${post.position} by ${post.author.name}`,
  },
    h("div.meta", {}, h("strong", {}, post.author.name), h("span", {}, post.author.trust_level),
      h("span", { title: moment(post.created_at) }, ago(post.created_at)),
      post.edited_at ? h("span", {}, `edited ${ago(post.edited_at)}`) : null,
      h("a", { href: `#/topics/${topic.id}?at=post:${post.id}` }, `#${post.position}`)),
    h("p.text", {}, post.body),
    isMine || isModerator() ? h("button.quiet", {
      type: "button", "aria-label": `Edit post ${post.position}`,
      onclick: () => edit(post, isMine, done),
    }, "Edit") : null);
}

function edit(post, isMine, done) {
  formDialog("Edit the post", {
    fields: [
      {
        name: "body", label: "Text", type: "textarea", required: true, maxlength: 20000, rows: 8,
        value: post.body,
      },
      ...(isMine ? [] : [{ name: "reason", label: "Reason", maxlength: 1000, isWide: true }]),
    ],
    submit: "Save",
    send: async ({ body, reason }) => {
      await patch(`/posts/${post.id}`, reason ? { body, reason } : { body });
      announce("The post is changed");
      done();
    },
  });
}

/** A button that follows the topic, or lets it go. */
function following(topic, path) {
  if (!currentUser()) return null;
  const button = h("button", { type: "button", onclick: change });
  const show = () => { button.textContent = topic.followed ? "Unfollow" : "Follow"; };
  async function change() {
    button.disabled = true;
    try {
      await (topic.followed ? remove : put)(`${path}/follow`);
      topic.followed = !topic.followed;
      announce(topic.followed ? "You follow this topic" : "You follow this topic no more");
    } catch (error) {
      announce(error.message);
    }
    button.disabled = false;
    show();
  }
  show();
  return button;
}

function answer(topic, path, posts) {
  if (topic.status !== "open") return h("p.faint", {}, "This topic is closed.");
  if (!currentUser()) {
    return h("p", {}, h("button", { type: "button", onclick: askToLogIn }, "Log in to answer"));
  }
  const create = creation();
  return h("section.card", {}, h("h2.plain", {}, "Answer"), form({
    fields: [{
      name: "body", label: "Text", type: "textarea", required: true, maxlength: 20000, rows: 5,
    }],
    submit: "Send",
    send: async (values, element) => {
      const post = await create(`${path}/posts`, values);
      element.reset();
      announce("Your post is there");
      await posts.show({ at: `post:${post.id}` });
      document.querySelector(`#post-${post.id}`)?.scrollIntoView({ block: "center" });
    },
  }));
}

function moderate(topic, path) {
  const choice = (name, label, options) => ({
    name, label, type: "select", value: topic[name],
    options: options.map((option) => [option, option]),
  });
  formDialog("Change the topic", {
    fields: [
      {
        name: "subject", label: "Subject", required: true, maxlength: 200, value: topic.subject,
        isWide: true,
      },
      ...(isModerator() ? [
        choice("type", "Type", ["announce", "sticky", "post"]),
        choice("status", "Status", ["open", "closed", "hidden"]),
        { name: "reason", label: "Reason", maxlength: 1000, isWide: true },
      ] : []),
    ],
    submit: "Save",
    send: async (values) => {
      const changes = Object.fromEntries(Object.entries(values)
        .filter(([name, value]) => value !== "" && value !== topic[name]));
      if (Object.keys(changes).length) await patch(path, changes);
      announce("The topic is changed");
      sessionChanged();
    },
  });
}
