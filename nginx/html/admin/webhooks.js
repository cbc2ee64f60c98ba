// Webhooks: what other programs are told, and what came of telling them.

import { creation, patch, post, remove } from "../lib/api.js";
import { announce, h, notice, pill, table } from "../lib/dom.js";
import { dialog, formDialog } from "../lib/form.js";
import { ago, counted } from "../lib/format.js";
import { pagedList } from "../lib/list.js";
import { moment } from "../lib/time.js";

const events = [
  "booking.created", "booking.changed", "booking.confirmed", "booking.rejected",
  "booking.cancelled", "booking.completed", "waitlist.held", "waitlist.expired",
];

/** The page. */
export function webhooks() {
  const list = pagedList({
    path: "/admin/webhooks", noun: "webhooks", empty: "No other program is told of anything yet.",
    render: (items) => table("In the order in which they were made", [
      {
        label: "Address", cell: (one) => h("div", {}, h("code", {}, one.url),
          one.description ? h("div.small.faint", {}, one.description) : null),
      },
      {
        label: "Is told of", cell: (one) => (one.events.length === events.length
          ? "everything" : one.events.join(", ")),
      },
      { label: "State", cell: stateOf },
      { label: "", cell: (one) => actions(one, () => list.reload()) },
    ], items),
  });
  return h("div", {},
    h("div.bar", {}, h("h1", {}, "Webhooks"), h("button.primary", {
      type: "button", onclick: () => create(() => list.reload()),
    }, "New webhook")),
    h("p.lead", {}, "Programs elsewhere that are told what happens, with signatures by Standard "
      + "Webhooks."),
    list);
}

function stateOf({ enabled, failing_since: since, disabled_reason: reason }) {
  if (!enabled) {
    return [h("span.pill.bad", {}, "disabled"), reason ? h("div.small", {}, reason) : ""];
  }
  return since ? [h("span.pill.warn", {}, "failing"), h("div.small", {}, `since ${moment(since)}`)]
    : h("span.pill.good", {}, "enabled");
}

function actions(one, done) {
  const button = (text, onclick, kind = "") => h(`button${kind}`, {
    type: "button", onclick, "aria-label": `${text}: ${one.url}`,
  }, text);
  return h("div.actions", {},
    button("Deliveries", () => deliveries(one)), button("Change", () => change(one, done)),
    button("Delete", () => formDialog("Delete the webhook?", {
      submit: "Delete", kind: "danger",
      send: async () => {
        await remove(`/admin/webhooks/${one.id}`);
        announce("Deleted");
        await done();
      },
    }, h("p", {}, h("code", {}, one.url), " is told nothing more, not even what is on its way.")),
    ".danger"));
}

const fields = (one) => [
  {
    name: "url", label: "Address", type: "url", required: true, maxlength: 2000, isWide: true,
    value: one?.url, hint: "Such as https://example.org/hook",
  },
  {
    name: "description", label: "What it is for", maxlength: 500, isWide: true,
    value: one?.description,
  },
];

const choices = (chosen) => h("fieldset", {}, h("legend", {}, "Is told of"), h("div.checks", {},
  events.map((event) => h("label.check", {}, h("input", {
    type: "checkbox", value: event, "data-event": true, checked: chosen.includes(event),
  }), event))));

const chosenIn = (form) => [...form.querySelectorAll("[data-event]")]
  .filter((box) => box.checked).map((box) => box.value);

function create(done) {
  const make = creation();
  formDialog("New webhook", {
    fields: fields(), body: [choices(events)], submit: "Create",
    send: async (values, form) => {
      const { secret } = await make("/admin/webhooks", { ...values, events: chosenIn(form) });
      await done();
      show(secret);
    },
  });
}

/** Shows the secret, which the API tells this once. */
function show(secret) {
  dialog("The webhook’s secret", () => h("div", {},
    notice("warn", h("p", {}, "It is shown now and never again. Keep it where the program that is "
      + "told can check signatures with it.")),
    h("pre", { "aria-label": "Secret" }, secret),
    h("div.actions", {}, h("button", {
      type: "button", onclick: async () => {
        await navigator.clipboard.writeText(secret);
        announce("Copied");
      }, hidden: !navigator.clipboard,
    }, "Copy"))));
}

function change(one, done) {
  formDialog("Change the webhook", {
    fields: [
      ...fields(one), { name: "enabled", label: "Enabled", type: "checkbox", value: one.enabled },
    ],
    body: [choices(one.events)], submit: "Save",
    send: async (values, form) => {
      await patch(`/admin/webhooks/${one.id}`, { ...values, events: chosenIn(form) });
      announce("Saved");
      await done();
    },
  });
}

/** Opens what was sent, and what is on its way. */
function deliveries(one) {
  dialog("Deliveries", () => {
    const list = pagedList({
      path: `/admin/webhooks/${one.id}/deliveries`, noun: "deliveries", pageSize: 10,
      empty: "Nothing has happened since.",
      render: (items) => h("ul.entries", {}, items.map((delivery) =>
        entry(one, delivery, () => list.reload()))),
    });
    return h("div", {}, h("p", {}, h("code", {}, one.url)), list);
  });
}

function entry(one, delivery, done) {
  const { id, event, status, attempts, error } = delivery;
  return h("li", {}, h("strong", {}, event), " ",
    pill(status),
    h("div.meta", {}, h("span", {}, ago(delivery.created_at)),
      h("span", {}, counted(attempts, "attempt")),
      delivery.response_status ? h("span", {}, `answer ${delivery.response_status}`) : null,
      delivery.duration_ms === null ? null : h("span", {}, `${delivery.duration_ms} ms`)),
    error ? h("p.small", {}, error) : null,
    delivery.next_attempt_at ? h("p.small.faint", {}, `Next ${moment(delivery.next_attempt_at)}`)
      : null,
    h("button", {
      type: "button", "aria-label": `Send ${event} ${id} again`,
      onclick: async () => {
        try {
          await post(`/admin/webhooks/${one.id}/deliveries/${id}/retry`, {});
          announce("It is sent again");
          await done();
        } catch (problem) {
          announce(problem.message);
        }
      },
    }, "Send again"));
}
