// The venues, fetched once, since nearly every view names them and shows times by their clocks.

import { all } from "./list.js";

let venues = null;

/** All venues that can be booked, by name. */
function allVenues() {
  venues ??= all("/venues", { count: "none" })
    .then((rows) => rows.sort((one, other) => one.name.localeCompare(other.name)));
  venues.catch(() => { venues = null; });
  return venues;
}

/** Forgets them, since one has changed. */
export const forgetVenues = () => { venues = null; };

/** A function from a venue's id to its time zone; undefined, which means ours, if it is retired. */
export async function zones() {
  const byID = new Map((await allVenues()).map((venue) => [venue.id, venue.time_zone]));
  return (id) => byID.get(id);
}

/** The venues as a select's options, below a first one for all. */
export async function venueOptions(first) {
  const options = (await allVenues()).map((venue) => [venue.id, venue.name]);
  return first ? [["", first], ...options] : options;
}
