"""The Web API methods: what each needs, takes, may be refused with, and its tier.

Source: the method's page under https://docs.slack.dev/reference/methods; scopes of conversations.*
also depend on the channel (`access.py`)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from dev.slack import (
    methods_apps,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_reactions,
    methods_reading,
    methods_search,
    methods_users,
    methods_views,
)
from dev.slack.arguments import Arguments
from dev.slack.workspace import Workspace

# "post" is the special tier of chat.postMessage, "special" that of auth.test.
Tier = Literal["1", "2", "3", "4", "post", "special"]
Whose = Literal["bot", "user", "app"]
Function = Callable[[Workspace, Arguments], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """One method; `scopes` are alternatives, none means that any token will do.

    `whose` token it takes: the bot's, that of the person who installed the app, or the app's own.
    """

    function: Function
    tier: Tier
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    errors: frozenset[str]
    whose: Whose = "bot"


def _method(
    function: Function,
    tier: Tier,
    scopes: str,
    required: str,
    optional: str,
    errors: str,
    whose: Whose = "bot",
) -> Method:
    names = (tuple(scopes.split()), tuple(required.split()), tuple(optional.split()))
    return Method(function, tier, *names, frozenset(errors.split()), whose)


# Any method may answer with these (api.test asks for no token).
COMMON_ERRORS = frozenset({
    "fatal_error", "internal_error", "invalid_arguments", "invalid_auth", "invalid_json",
    "invalid_post_type", "json_not_object", "missing_post_type", "missing_scope", "not_authed",
    "ratelimited", "request_too_large", "service_unavailable",
})  # fmt: skip

_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_LOOK = "icon_emoji icon_url username"
_CONTENT = "text blocks attachments markdown_text link_names parse"
_CONTENT_ERRORS = (
    "invalid_attachments invalid_blocks invalid_blocks_format markdown_text_conflict "
    "msg_blocks_too_long msg_too_long no_text too_many_attachments"
)
_POST_ERRORS = f"cannot_dm_bot channel_not_found is_archived not_in_channel {_CONTENT_ERRORS}"
_REACTION_ERRORS = (
    "bad_timestamp channel_not_found message_not_found no_item_specified not_in_channel"
)
_PAGE = "cursor limit"
_PAGE_ERRORS = "invalid_cursor invalid_limit"
_WINDOW = "inclusive include_all_metadata latest oldest"
_WINDOW_ERRORS = "invalid_ts_latest invalid_ts_oldest not_in_channel"
_ONLY_CHANNEL = "channel_not_found method_not_supported_for_channel_type is_archived"
_VIEW_ERRORS = "duplicate_external_id view_too_large"
_TRIGGER_ERRORS = "exchanged_trigger_id expired_trigger_id invalid_trigger_id"

METHODS: dict[str, Method] = {
    "api.test": _method(methods_users.api_test, "4", "", "", "error foo", ""),
    "apps.connections.open": _method(
        methods_apps.open_connection, "1", "connections:write", "", "", "not_allowed_token_type",
        "app",
    ),
    "auth.test": _method(methods_users.auth_test, "special", "", "", "", ""),
    "bots.info": _method(
        methods_users.bot_info, "3", "users:read", "", "bot team_id", "bot_not_found"
    ),
    "chat.delete": _method(
        methods_chat.delete, "3", "chat:write", "channel ts", "",
        "cant_delete_message channel_not_found message_not_found",
    ),
    "chat.getPermalink": _method(
        methods_chat.permalink, "special", "", "channel message_ts", "",
        "channel_not_found message_not_found",
    ),
    "chat.postEphemeral": _method(
        methods_chat.post_ephemeral, "4", "chat:write", "channel user",
        f"{_CONTENT} {_LOOK} thread_ts",
        f"{_POST_ERRORS} user_not_found user_not_in_channel",
    ),
    "chat.postMessage": _method(
        methods_chat.post_message, "post", "chat:write", "channel",
        f"{_CONTENT} {_LOOK} container_id metadata mrkdwn reply_broadcast thread_ts unfurl_links "
        "unfurl_media",
        f"{_POST_ERRORS} invalid_metadata_format thread_not_found",
    ),
    "chat.update": _method(
        methods_chat.update, "3", "chat:write", "channel ts",
        f"{_CONTENT} file_ids metadata reply_broadcast",
        "cant_update_message channel_not_found invalid_metadata_format message_not_found "
        f"{_CONTENT_ERRORS}",
    ),
    "conversations.history": _method(
        methods_reading.history, "3", _HISTORY, "channel", f"{_PAGE} {_WINDOW}",
        f"channel_not_found {_PAGE_ERRORS} {_WINDOW_ERRORS}",
    ),
    "conversations.info": _method(
        methods_conversations.info, "3", _READ, "channel", "include_locale include_num_members",
        "channel_not_found",
    ),
    "conversations.join": _method(
        methods_conversations.join, "3", "channels:join", "channel", "", _ONLY_CHANNEL
    ),
    "conversations.leave": _method(
        methods_conversations.leave, "3", "channels:manage groups:write", "channel", "",
        f"{_ONLY_CHANNEL} cant_leave_general",
    ),
    "conversations.list": _method(
        methods_conversations.list_channels, "2", _READ, "",
        f"{_PAGE} exclude_archived team_id types",
        f"{_PAGE_ERRORS} invalid_types",
    ),
    "conversations.members": _method(
        methods_conversations.members, "4", _READ, "channel", _PAGE,
        f"channel_not_found {_PAGE_ERRORS}",
    ),
    "conversations.open": _method(
        methods_conversations.open_dm, "3", "im:write mpim:write", "", "channel return_im users",
        "cannot_dm_bot channel_not_found invalid_user_combination too_many_users user_not_found "
        "users_list_not_supplied",
    ),
    "conversations.replies": _method(
        methods_reading.replies, "3", _HISTORY, "channel ts", f"{_PAGE} {_WINDOW}",
        f"channel_not_found thread_not_found {_PAGE_ERRORS} {_WINDOW_ERRORS}",
    ),
    "files.completeUploadExternal": _method(
        methods_files.complete_upload, "4", "files:write", "files",
        "channel_id initial_comment thread_ts",
        "channel_not_found file_not_found is_archived not_in_channel thread_not_found",
    ),
    "files.getUploadURLExternal": _method(
        methods_files.upload_url, "4", "files:write", "filename length", "alt_txt snippet_type",
        "missing_argument",
    ),
    "files.info": _method(
        methods_files.info, "4", "files:read", "file", "count cursor limit page", "file_not_found"
    ),
    "reactions.add": _method(
        methods_reactions.add, "3", "reactions:write", "channel name timestamp", "",
        f"{_REACTION_ERRORS} is_archived already_reacted invalid_name too_many_emoji",
    ),
    "reactions.get": _method(
        methods_reactions.get, "3", "reactions:read", "", "channel full timestamp", _REACTION_ERRORS
    ),
    "reactions.remove": _method(
        methods_reactions.remove, "2", "reactions:write", "name", "channel timestamp",
        f"{_REACTION_ERRORS} is_archived invalid_name no_reaction",
    ),
    "search.messages": _method(
        methods_search.search_messages, "2", "search:read", "query",
        "count cursor highlight page sort sort_dir team_id", "no_query not_allowed_token_type",
        "user",
    ),
    "users.conversations": _method(
        methods_conversations.of_user, "3", _READ, "",
        f"{_PAGE} exclude_archived team_id types user",
        f"{_PAGE_ERRORS} invalid_types user_not_found",
    ),
    "users.info": _method(
        methods_users.info, "4", "users:read", "user", "include_locale", "user_not_found"
    ),
    "users.list": _method(
        methods_users.list_users, "2", "users:read", "", f"{_PAGE} include_locale team_id",
        _PAGE_ERRORS,
    ),
    "views.open": _method(
        methods_views.open_view, "4", "", "trigger_id view", "", f"{_TRIGGER_ERRORS} {_VIEW_ERRORS}"
    ),
    "views.publish": _method(
        methods_views.publish_view, "4", "", "user_id view", "hash",
        f"hash_conflict not_enabled user_not_found {_VIEW_ERRORS}",
    ),
    "views.push": _method(
        methods_views.push_view, "4", "", "trigger_id view", "",
        f"not_found push_limit_reached {_TRIGGER_ERRORS} {_VIEW_ERRORS}",
    ),
    "views.update": _method(
        methods_views.update_view, "4", "", "view", "external_id hash view_id",
        f"hash_conflict not_found {_VIEW_ERRORS}",
    ),
}  # fmt: skip
