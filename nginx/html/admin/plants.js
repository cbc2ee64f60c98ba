// Plants that members asked about, to be named by someone who knows them.

import { patch } from "../lib/api.js";
import { announce, h, pill } from "../lib/dom.js";
import { filters, formDialog, given } from "../lib/form.js";
import { ago } from "../lib/format.js";
import { pagedList } from "../lib/list.js";
import { note } from "../lib/router.js";

/** The page: first those that wait for an answer. */
export function plants({ status = "requested" }) {
  const list = pagedList({
    path: "/moderator/identifications", query: { status: status === "all" ? "" : status },
    noun: "plants", pageSize: 12,
    empty: ({ status }) => (status === "requested"
      ? "Every plant has its answer." : "No plant is like this."),
    render: (items) => h("ul.cards", {}, items.map((one) => card(one, () => list.reload()))),
  });
  return h("div", {}, h("h1", {}, "Plants"),
    h("p.lead", {}, "What members asked about. A name that turns out to be wrong can be changed."),
    filters([{
      name: "status", label: "Which", type: "select", value: status,
      options: [
        ["requested", "To be named"], ["identified", "Named"], ["failed", "Nobody knows"],
        ["all", "All"],
      ],
    }], ({ status = "requested" }) => {
      note("plants", { status });
      list.show(status === "all" ? {} : { status });
    }),
    list);
}

function card(one, done) {
  const title = one.species ?? `Plant ${one.id}`;
  return h("li.card.plant", {},
    one.thumbnail_url ? h("a", { href: one.photo_url }, h("img.thumbnail", {
      src: one.thumbnail_url, alt: `Photo of ${title}`, loading: "lazy",
    })) : null,
    h("header", {}, h("h3", {}, title), pill(one.status)),
    one.note ? h("p.text", {}, one.note) : h("p.faint", {}, "No note."),
    h("p.small.faint", {}, `${one.user.name} asked ${ago(one.created_at)}`,
      one.decided_at ? ` · answered ${ago(one.decided_at)}` : "",
      one.confidence === null ? "" : ` · ${Math.round(one.confidence * 100)} % sure`),
    h("div.actions", {},
      h("button", {
        type: "button", "aria-label": `Name plant ${one.id}`, onclick: () => name(one, done),
      }, one.species ? "Name it anew" : "Name it"),
      one.status === "failed" ? null : h("button.quiet", {
        type: "button", "aria-label": `Nobody knows plant ${one.id}`,
        onclick: () => giveUp(one, done),
      }, "Nobody knows")));
}

const told = (one) => (one.note ? h("p.text", {}, `“${one.note}”`) : null);

/** Asks for the name. */
function name(one, done) {
  formDialog(`What is plant ${one.id}?`, {
    fields: [
      {
        name: "species", label: "Species", required: true, maxlength: 200,
        value: one.species ?? "", hint: "Such as Salvia officinalis",
      },
      {
        name: "confidence", label: "How sure, in percent", type: "number", min: 0, max: 100,
        value: one.confidence === null ? "" : Math.round(one.confidence * 100),
      },
    ],
    submit: "Answer",
    send: ({ species, confidence }) => decide(one, given({
      status: "identified", species, confidence: confidence === "" ? "" : confidence / 100,
    }), done),
  }, told(one));
}

function giveUp(one, done) {
  formDialog(`Nobody knows plant ${one.id}?`, {
    submit: "Say so", kind: "danger", send: () => decide(one, { status: "failed" }, done),
  }, told(one), h("p", {}, "The member sees that nobody could tell. It can still be named later."));
}

async function decide(one, decision, done) {
  await patch(`/plants/identifications/${one.id}`, decision);
  announce(decision.species ? `Plant ${one.id} is ${decision.species}` : "The member is told");
  await done();
}
