// The gallery: photos added and removed.

import { creation, patch, remove } from "../lib/api.js";
import { announce, h } from "../lib/dom.js";
import { form, formDialog } from "../lib/form.js";
import { bytes } from "../lib/format.js";
import { pagedList } from "../lib/list.js";

/** The page. */
export function gallery() {
  const list = pagedList({
    path: "/gallery", noun: "photos", pageSize: 24, empty: "No photo has been added yet.",
    render: (items) => h("ul.photos", {}, items.map((photo) => show(photo, () => list.reload()))),
  });
  return h("div", {}, h("h1", {}, "Gallery"), h("div.card", {}, adding(list)), list);
}

function adding(list) {
  const create = creation();
  return form({
    fields: [
      {
        name: "photo", label: "Photo", type: "file", required: true,
        accept: "image/jpeg,image/png,image/webp",
      },
      { name: "title", label: "Title", maxlength: 200 },
    ],
    submit: "Add",
    send: async ({ photo, title }, element) => {
      const body = new FormData();
      body.append("title", title);
      body.append("photo", photo);
      await create("/admin/gallery", body);
      element.reset();
      announce("The photo is there");
      await list.show({});
    },
  });
}

function show(photo, done) {
  const name = photo.title || `photo ${photo.id}`;
  return h("li", {}, h("figure", {},
    h("a", { href: photo.url }, h("img", { src: photo.thumbnail_url, alt: name, loading: "lazy" })),
    h("figcaption", {}, `${photo.title} ${photo.width} × ${photo.height}, ${bytes(photo.bytes)}`)),
  h("div.actions", {},
    h("button.quiet", {
      type: "button", "aria-label": `Rename ${name}`,
      onclick: () => formDialog("Rename the photo", {
        fields: [{
          name: "title", label: "Title", maxlength: 200, value: photo.title, isWide: true,
        }],
        submit: "Save",
        send: async (values) => {
          await patch(`/admin/gallery/${photo.id}`, values);
          await done();
        },
      }),
    }, "Rename"),
    h("button.quiet", {
      type: "button", "aria-label": `Remove ${name}`,
      onclick: () => formDialog(`Remove ${name}?`, {
        submit: "Remove", kind: "danger",
        send: async () => {
          await remove(`/admin/gallery/${photo.id}`);
          announce("Removed");
          await done();
        },
      }),
    }, "Remove")));
}
