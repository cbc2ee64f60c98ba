// From counters that only grow to what happens now.

/** Compares each reading with the one before. */
export class HealthReadings {
  #before = null;

  /** The rate of requests since the last reading, and the largest p99 of the endpoints. */
  take(now, health, queries) {
    const counts = new Map(health.processes.map(({ pid, requests }) => [pid, requests]));
    const before = this.#before;
    this.#before = { now, counts };
    // Exports and the like take as long as there is to send.
    const p99s = queries.endpoints.filter(({ pool }) => pool !== "bulk")
      .map((endpoint) => endpoint.p99_ms).filter(Number.isFinite);
    const p99 = p99s.length ? Math.max(...p99s) : null;
    if (!before) return { rate: null, p99 };
    // A process that was replaced begins at nought.
    const grown = [...counts].reduce((sum, [pid, count]) =>
      sum + Math.max(0, count - (before.counts.get(pid) ?? 0)), 0);
    return { rate: grown / Math.max(0.001, (now - before.now) / 1000), p99 };
  }
}
