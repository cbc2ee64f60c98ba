// What the members' pages and the console both need to know of bookings.

/** Every status, in the order in which a booking may have them. */
const statuses = ["pending", "confirmed", "completed", "cancelled", "rejected"];

/** The filters that every list of bookings has, as fields. */
export const statusAndSpan = ({ status, from, to }) => [
  {
    name: "status", label: "Status", type: "select", value: status,
    options: [["", "All"], ...statuses.map((status) => [status, status])],
  },
  { name: "from", label: "From", type: "date", value: from },
  { name: "to", label: "To", type: "date", value: to },
];
