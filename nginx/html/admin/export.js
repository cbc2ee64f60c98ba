// Exports of bookings, any number of them, written to disk as they come.

import { address } from "../lib/api.js";
import { statusAndSpan } from "../lib/bookings.js";
import { h, notice } from "../lib/dom.js";
import { field, form, given } from "../lib/form.js";
import { venueOptions } from "../lib/places.js";
import { earlierJobs, newJob } from "./export-job.js";

const fields = [
  "id", "booking_reference", "status", "start_datetime", "end_datetime", "guests", "total_amount",
  "currency", "notes", "created_at", "venue", "customer",
];
/** An export is gone on with behind its last row, whose place these two tell. */
const needed = ["id", "start_datetime"];

// Exports go on while their user looks at other pages of the console.
const list = h("ul.cards.exports");
let isFilled = false;

/** The page. */
export async function exports({ status = "", venue = "", from = "", to = "" }) {
  const venues = await venueOptions("All");
  if (!isFilled) list.append(...earlierJobs().map((job) => job.element));
  isFilled = true;
  const canWrite = isSecureContext && navigator.storage?.getDirectory;
  const body = [
    h("div.fields", {}, [
      {
        name: "format", label: "Format", type: "select",
        options: [
          ["csv", "CSV (spreadsheets)"], ["json", "JSON"],
          ["ndjson", "NDJSON (lines)"],
        ],
      },
      ...statusAndSpan({ status, from, to }),
      { name: "venue", label: "Venue", type: "select", value: venue, options: venues },
    ].map(field)),
    h("fieldset", {}, h("legend", {}, "Fields"), h("div.checks", {}, fields.map((name) =>
      h("label.check", {}, h("input", {
        type: "checkbox", checked: true, value: name, "data-field": true,
        disabled: needed.includes(name),
      }), name.replaceAll("_", " "))))),
  ];
  return h("div", {},
    h("h1", {}, "Export"),
    h("p.lead", {}, "Written to disk while it comes, whatever its size. "
      + "What breaks off can be gone on with."),
    canWrite ? null : notice("warn", h("p", {}, "This browser cannot write files by itself here, "
      + "which needs HTTPS. It downloads the export instead and shows by itself if that fails.")),
    h("div.card", {}, form({
      body, submit: canWrite ? "Export" : "Download",
      send: ({ format, ...filters }, element) => {
        const chosen = [...element.querySelectorAll("[data-field]")]
          .filter((box) => box.checked).map((box) => box.value);
        if (canWrite) begin(format, chosen, given(filters), venues);
        else download(format, chosen, filters);
      },
    })),
    h("h2", {}, "Exports of this browser"),
    h("p.faint", {}, "They stay here, with all that is in them, until they are removed."), list,
    h("p.none", {}, "None yet."));
}

function begin(format, fields, query, venues) {
  const venue = venues.find(([id]) => String(id) === query.venue)?.[1];
  const words = [
    query.status, query.venue ? venue : null, query.from ? `from ${query.from}` : null,
    query.to ? `to ${query.to}` : null,
  ].filter(Boolean);
  const job = newJob({ format, fields, query, filters: words.join(", ") || "all bookings" });
  list.prepend(job.element);
  job.start();
}

/** The browser's own download, which has no progress here but knows when it was cut off. */
function download(format, fields, filters) {
  h("a", {
    href: address("/admin/bookings/export", { ...filters, format, fields: fields.join(",") }),
    download: "",
  }).click();
}
