// JSON Schema as people read it, and samples that fit it.

import { h } from "../lib/dom.js";

const resolve = (schema, components) =>
  (schema?.$ref ? components.schemas[schema.$ref.split("/").at(-1)] : schema ?? {});

/** A schema's own facts in a line: "integer, 1 to 100, default 50". */
function facts(schema) {
  const types = [schema.type ?? (schema.enum ? null : "anything")].flat().filter(Boolean);
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const range = (low, high, unit) => (low === undefined && high === undefined ? null
    : `${low ?? ""} to ${high ?? "any"}${unit}`);
  return [
    schema.enum?.map((value) => JSON.stringify(value)).join(" | ") ?? types.join(" or "),
    schema.format, range(minimum, maximum, ""), range(minLength, maxLength, " characters"),
    range(minItems, maxItems, " elements"),
    schema.default === undefined ? null : `default ${JSON.stringify(schema.default)}`,
  ].filter(Boolean).join(", ");
}

/** A schema as text and lists. */
export function describe(given, components) {
  const schema = resolve(given, components);
  if (schema.type === "array") {
    return h("span", {}, h("span.type", {}, "array of "), describe(schema.items, components));
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    return h("ul.schema", {}, choices.map((choice) =>
      h("li", {}, h("span.type", {}, "either "), describe(choice, components))));
  }
  if (!schema.properties) {
    return h("span", {}, h("span.type", {}, facts(schema)), ` ${schema.description ?? ""}`);
  }
  const required = new Set(schema.required);
  return h("ul.schema", {}, Object.entries(schema.properties).map(([name, member]) => h("li", {},
    h("code", {}, name), required.has(name) ? " " : h("span.type", {}, " (may be left out) "),
    describe(member, components))));
}

const formats = {
  "date-time": "2026-12-01T18:00:00Z", date: "2026-12-01", time: "18:00", decimal: "24.50",
  email: "anna@example.org", password: "correct horse battery",
};

/** A value that fits a schema, to begin from. */
export function sample(given, components) {
  const schema = resolve(given, components);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const type = [schema.type].flat().find((type) => type !== "null");
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties)
      .map(([name, member]) => [name, sample(member, components)]));
  }
  switch (type) {
    case "array": return [sample(schema.items, components)];
    case "integer": return Math.max(1, schema.minimum ?? 1);
    case "number": return schema.minimum ?? 0;
    case "boolean": return true;
    case "string": return formats[schema.format] ?? "text";
    default: return null;
  }
}
