// The garden: asking what a plant is, and cards that say how to care for one.

import { creation, remove } from "../lib/api.js";
import { announce, h, pill } from "../lib/dom.js";
import { form, formDialog, given } from "../lib/form.js";
import { ago } from "../lib/format.js";
import { pagedList } from "../lib/list.js";

/** The member's plants. */
export function garden() {
  const questions = pagedList({
    path: "/plants/identifications", pageSize: 6, noun: "identifications",
    empty: "You have not asked about a plant yet.", render: identifications,
  });
  const cards = pagedList({
    path: "/plants/care-cards", pageSize: 6, noun: "care cards",
    empty: "No care card is saved yet.",
    render: (items) => careCards(items, () => cards.reload()),
  });
  return h("div", {}, h("h1", {}, "Garden"),
    h("section.card", {}, h("h2.plain", {}, "What plant is this?"), asking(questions)),
    h("h2", {}, "Plants you asked about"), questions,
    h("div.bar", {}, h("h2", {}, "Care cards"),
      h("button", { type: "button", onclick: () => save(() => cards.reload()) }, "Save a card")),
    cards);
}

function asking(list) {
  const create = creation();
  return form({
    fields: [
      {
        name: "note", label: "What it looks like, and where it grows", type: "textarea", rows: 3,
        maxlength: 2000,
      },
      {
        name: "photo", label: "Photo, if you have one", type: "file", isWide: true,
        accept: "image/jpeg,image/png,image/webp",
      },
    ],
    submit: "Ask",
    send: async ({ note, photo }, element) => {
      let body = { note };
      if (photo) {
        body = new FormData();
        if (note) body.append("note", note);
        body.append("photo", photo);
      }
      await create("/plants/identifications", body);
      element.reset();
      announce("Asked");
      list.reload();
    },
  });
}

const identifications = (items) => h("ul.cards", {}, items.map((one) => h("li.card", {},
  one.thumbnail_url ? h("a", { href: one.photo_url },
    h("img.thumbnail", { src: one.thumbnail_url, alt: "Your photo", loading: "lazy" })) : null,
  h("h3", {}, one.species ?? "Not known yet", " ", pill(one.status)),
  h("p.text", {}, one.note),
  h("p.small.faint", {}, ago(one.created_at),
    one.confidence ? ` · ${Math.round(one.confidence * 100)} % sure` : ""))));

const careCards = (items, done) => h("ul.cards", {}, items.map((card) => h("li.card", {},
  h("h3", {}, card.title), h("p.small.faint", {}, card.plant),
  h("p.text", {}, card.text),
  card.source ? h("p.small.faint", {}, card.source) : null,
  h("button.quiet", {
    type: "button", "aria-label": `Delete ${card.title}`,
    onclick: () => formDialog(`Delete “${card.title}”?`, {
      submit: "Delete", kind: "danger",
      send: async () => {
        await remove(`/plants/care-cards/${card.id}`);
        announce("Deleted");
        done();
      },
    }),
  }, "Delete"))));

function save(done) {
  const create = creation();
  formDialog("Save a care card", {
    fields: [
      { name: "plant", label: "Plant", required: true, maxlength: 200 },
      { name: "title", label: "Title", required: true, maxlength: 200 },
      { name: "text", label: "Text", type: "textarea", required: true, maxlength: 10000, rows: 6 },
      { name: "source", label: "Source", maxlength: 500, isWide: true },
    ],
    submit: "Save",
    send: async (values) => {
      await create("/plants/care-cards", given(values));
      announce("Saved");
      done();
    },
  });
}
