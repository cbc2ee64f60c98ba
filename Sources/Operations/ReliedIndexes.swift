/// The indexes that the migrations make, and so those that statements rely on.
///
/// A test holds the list against a migrated database.
enum ReliedIndexes {
    static let names = [
        // People
        "churches_pkey", "users_pkey", "users_email_key", "users_by_role", "users_by_trust_level",
        "users_search", "member_counts_pkey",
        // Log-ins
        "refresh_tokens_pkey", "refresh_tokens_token_hash_key", "refresh_tokens_by_family_expiry",
        "refresh_families_pkey", "refresh_families_by_user", "refresh_families_by_expiry",
        "login_guards_pkey", "login_guards_by_newest", "known_networks_pkey",
        "idempotency_keys_pkey", "idempotency_keys_by_age",
        // The catalogue
        "venues_pkey", "venues_by_name", "items_pkey", "programs_pkey", "events_pkey",
        "events_by_start",
        // Bookings
        "bookings_pkey", "bookings_booking_reference_key", "bookings_no_overlap",
        "bookings_by_start", "bookings_by_status_start", "bookings_by_user_start",
        "bookings_by_user_status", "bookings_by_venue_start", "bookings_by_reference",
        "booking_items_pkey",
        "booking_items_by_item", "booking_counts_pkey", "booking_history_pkey",
        "booking_history_booking_version_key", "booking_history_by_actor", "calendar_feeds_pkey",
        "calendar_feeds_token_hash_key", "booking_series_pkey", "booking_series_by_user",
        "bookings_by_series",
        // The waiting list and the webhooks
        "outbox_by_time", "outbox_pending", "outbox_pkey", "waiting_entries_by_hold",
        "waiting_entries_by_span", "waiting_entries_by_start", "waiting_entries_by_user",
        "waiting_entries_no_overlap", "waiting_entries_once", "waiting_entries_pkey",
        "waiting_policy_pkey", "webhook_deliveries_by_webhook", "webhook_deliveries_due",
        "webhook_deliveries_event_webhook_key", "webhook_deliveries_pkey", "webhooks_pkey",
        // The forum, the fasts and the garden
        "bookings_by_user_created", "care_cards_by_user_created", "care_cards_pkey",
        "fast_days_pkey", "fasts_by_church", "fasts_by_start", "fasts_pkey", "forum_counts_pkey",
        "forum_days_pkey", "forums_by_parent", "forums_by_position", "forums_pkey",
        "forums_slug_key",
        "moderation_log_by_moderator", "moderation_log_by_time", "moderation_log_pkey",
        "participations_by_fast", "participations_by_user_joined", "participations_pkey",
        "participations_user_fast_key", "plant_identifications_by_decider",
        "plant_identifications_by_user_created", "plant_identifications_by_user_status",
        "plant_identifications_pkey", "posts_by_created", "posts_by_user", "posts_pkey",
        "posts_topic_position_key", "topic_counts_pkey", "topic_follows_by_topic",
        "topic_follows_pkey", "topic_reads_by_topic", "topic_reads_pkey", "topic_texts_pkey",
        "topic_texts_search", "topic_views_pkey", "topics_by_created",
        "topics_by_forum_last_post", "topics_by_forum_trend", "topics_by_last_post",
        "topics_by_listing", "topics_by_status_listing", "topics_by_trend", "topics_by_user",
        "topics_origin_key", "topics_pkey",
        // Photos
        "gallery_photos_by_adder", "gallery_photos_by_created", "gallery_photos_by_photo",
        "gallery_photos_pkey", "photos_digest_key", "photos_pkey",
        "plant_identifications_by_created", "plant_identifications_by_photo",
        "plant_identifications_by_status",
    ]
}
