// Numbers, money and spans of time as people read them.

const whole = new Intl.NumberFormat("en-GB");

/** 20000 → "20,000". */
export const number = (value) => whole.format(value);

/** "120.00", "EUR" → "€120.00". */
export function money(amount, currency) {
  try {
    return new Intl.NumberFormat("en-GB", { style: "currency", currency }).format(amount);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** A count with its noun: 1 → "1 guest", 2 → "2 guests". */
export const counted = (count, noun, plural = `${noun}s`) =>
  `${number(count)} ${count === 1 ? noun : plural}`;

/** Bytes in binary units, as the kernel counts memory. */
export function bytes(count) {
  if (count < 0) return `−${bytes(-count)}`;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = count < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(count) / 10));
  const value = count / 1024 ** step;
  return `${value < 10 && step ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

/** Seconds in the two units that matter: "2 min 5 s", "3 d 4 h". */
export function duration(seconds) {
  const rest = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(rest / 86400), "d"], [Math.floor(rest / 3600) % 24, "h"],
    [Math.floor(rest / 60) % 60, "min"], [rest % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2).filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** How long ago an instant was: "3 hours ago". */
export function ago(instant) {
  const seconds = (new Date(instant) - Date.now()) / 1000;
  const units = [
    ["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600],
    ["minute", 60],
  ];
  const format = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? [null, 1];
  return unit ? format.format(Math.round(seconds / size), unit) : "just now";
}
