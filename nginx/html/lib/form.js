// Forms from a list of fields. What the API finds wrong is shown at the field it is about.

import { h, problemNotice, uniqueID } from "./dom.js";
import { readable } from "./time.js";

/**
 * One labelled control.
 * @param field `name`, `label`, `type` (an input's, or `textarea`, `select`, `checkbox`), `options`
 *   (`[value, text]` each), `hint`, `value`, `isWide`; the rest are attributes of the control.
 */
export function field(field) {
  const { name, label, type = "text", options, hint, value, isWide, ...attributes } = field;
  const id = uniqueID(name);
  const common = { id, name, ...attributes, "aria-describedby": hint ? `${id}-hint` : null };
  if (type === "checkbox") {
    return h("div.field", {}, h("label.check", {},
      h("input", { ...common, type, checked: Boolean(value) }), label));
  }
  const control = {
    textarea: () => h("textarea", { ...common, value }),
    select: () => h("select", { ...common, value },
      options.map(([option, text]) => h("option", { value: option }, text))),
  }[type]?.() ?? h("input", { ...common, type, value: type === "file" ? null : value });
  return h(`div.field${isWide || type === "textarea" ? ".wide" : ""}`, {},
    h("label", { for: id }, label), control,
    hint ? h("span.hint", { id: `${id}-hint` }, hint) : null);
}

function valueOf(control) {
  if (control.type === "checkbox") return control.checked;
  if (control.type === "file") return control.files[0] ?? null;
  if (control.type === "number") return control.value === "" ? "" : Number(control.value);
  return control.value;
}

/** The values of a form's named controls; numbers as numbers, what is empty as "". */
export function values(form) {
  return Object.fromEntries([...form.elements].filter((control) => control.name)
    .map((control) => [control.name, valueOf(control)]));
}

/** The members that are not empty. */
export const given = (members) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== "" && value !== null));

function clearFaults(form) {
  form.querySelectorAll(".fault, .notice.bad").forEach((element) => element.remove());
  form.querySelectorAll("[aria-invalid]").forEach((control) => {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-errormessage");
  });
}

/** Puts each fault beside its control, and the rest on top. */
function showFaults(form, error, { names = {}, zone }) {
  const elsewhere = (error.faults ?? []).filter((fault) => {
    const [member, ...within] = fault.pointer.slice(1).split("/");
    const control = form.elements[names[member] ?? member];
    if (!control?.closest) return true;
    const id = uniqueID("fault");
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-errormessage", id);
    // Of a list or an object in one control, the words tell which part is meant.
    const text = [...within, readable(fault.detail, zone)].join(" ");
    control.closest(".field").append(h("span.fault", { id }, text));
    return false;
  });
  const shown = Object.assign(Object.create(error), { faults: elsewhere });
  form.prepend(problemNotice(shown));
  (form.querySelector("[aria-invalid]") ?? form.querySelector("[type=submit]"))?.focus();
}

/**
 * A form that submits once at a time.
 * @param options `fields` or `body` (nodes), `submit` (the button's text), `kind` (its class),
 *   `send(values, form)`, `names` where the API's member is not the field's name, and `zone`, by
 *   whose clock faults tell times.
 */
export function form({ fields = [], body = [], submit, kind = "primary", send, ...telling }) {
  const button = h(`button.${kind}`, { type: "submit" }, submit);
  const element = h("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      if (button.disabled) return;
      button.disabled = true;
      clearFaults(element);
      try {
        await send(values(element), element);
      } catch (error) {
        // Only an enabled button can take the focus.
        button.disabled = false;
        showFaults(element, error, telling);
      } finally {
        button.disabled = false;
      }
    },
  },
  fields.length ? h("div.fields", {}, fields.map(field)) : null, ...body,
  h("div.actions", {}, button));
  return element;
}

/**
 * Opens a dialog and gives a function that closes it. The browser keeps the focus inside and gives
 * it back.
 * @param content makes the dialog's content, given that function.
 */
export function dialog(title, content) {
  const id = uniqueID("dialog");
  const close = () => element.close();
  const element = h("dialog", { "aria-labelledby": id, onclose: () => element.remove() },
    h("header", {}, h("h2", { id }, title),
      h("button.quiet", { type: "button", onclick: close }, "Close")));
  element.append(content(close));
  document.body.append(element);
  element.showModal();
  element.querySelector("input, select, textarea")?.focus();
  return close;
}

/** A form in a dialog that closes when it has been sent. */
export function formDialog(title, options, ...before) {
  return dialog(title, (close) => h("div", {}, ...before, form({
    ...options,
    send: async (values, element) => {
      await options.send(values, element);
      close();
    },
  })));
}

/** Filters above a list: `changed(values)` is called when one changes and, for texts, on Enter. */
export function filters(fields, changed) {
  const isChosen = fields.every(({ type }) => type === "select");
  const element = h("form.filters", {
    role: "search",
    onsubmit: (event) => { event.preventDefault(); changed(given(values(element))); },
    onchange: () => changed(given(values(element))),
    onreset: () => setTimeout(() => changed(given(values(element)))),
  },
  fields.map(field),
  h("div.actions", {}, isChosen ? null : h("button", { type: "submit" }, "Search"),
    h("button.quiet", { type: "reset" }, "Clear")));
  return element;
}
