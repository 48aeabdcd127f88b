"""Cases 96 to 107, the announcements of bgtasks: which test of the watchers has which.

They are run against local servers that answer in recorded formats, without gateway and consumer.
"""

from __future__ import annotations

GERRIT = "tests.bgtasks.test_gerrit"
LIVE_SHOW = "tests.bgtasks.test_live_show"
MASTODON = "tests.bgtasks.test_mastodon"

CHANGES = f"{GERRIT}.test_each_change_is_told_once_and_oldest_first"
LAYOUT = f"{GERRIT}_posts.test_102_cured_a_recorded_answer_is_laid_out_with_everything_escaped"
WHEN = (
    f"{LIVE_SHOW}.test_103_a_show_that_streams_is_announced_with_channel_and_text_only",
    f"{LIVE_SHOW}.test_a_show_is_news_from_half_a_minute_before_to_half_an_hour_after_its_start",
)
TOO_OLD = (
    f"{MASTODON}.test_each_young_status_is_told_once_and_oldest_first",
    f"{MASTODON}.test_105_the_position_moves_past_what_is_too_old",
)
SHADOW_MODE = (
    f"{GERRIT}.test_107_cured_shadow_mode_only_logs_and_production_begins_as_at_a_first_run",
    f"{LIVE_SHOW}.test_107_cured_shadow_mode_only_logs",
    f"{MASTODON}.test_107_cured_shadow_mode_only_logs_and_production_begins_as_at_a_first_run",
)

TESTS: dict[int, tuple[str, ...]] = {
    96: (CHANGES,),
    97: (CHANGES,),
    98: (CHANGES,),
    99: (CHANGES,),
    100: (f"{GERRIT}.test_100_a_failed_post_stops_the_rest_which_the_next_run_tells",),
    101: (f"{GERRIT}.test_101_cured_a_full_page_is_the_newest_ten_and_a_line_for_the_others",),
    102: (LAYOUT,),
    103: WHEN,
    104: (f"{LIVE_SHOW}.test_104_within_24_hours_nobody_is_even_asked",),
    105: TOO_OLD,
    106: (f"{MASTODON}.test_106_cured_a_failed_post_is_made_at_the_next_run_with_those_after_it",),
    107: SHADOW_MODE,
}

# Those tests say what they do differently; why stands in differences.toml, as for all others.
OTHERWISE = ("98", "99", "101", "102", "103", "106", "107")
