internal import API

/// What happens when some occurrences of a series cannot be booked: nothing is, or the others are.
enum OnConflict: String, ChoiceContent { case fail, skip }
