"""Every method of the Web API that the workspace answers, on one screen."""

from collections.abc import Callable

from bot.workspace.arguments import Arguments
from bot.workspace.methods import (
    apps,
    bookmarks,
    chat,
    conversations,
    files,
    history,
    members,
    pins,
    reactions,
    users,
    views,
)
from bot.workspace.team import Team
from bot.workspace.wire import Json

#: A method takes the workspace and the arguments, and returns what the answer holds beside `ok`.
Method = Callable[[Team, Arguments], Json]

METHODS: dict[str, Method] = {
    "api.test": apps.api_test,
    "apps.connections.open": apps.connections_open,
    "auth.test": users.auth_test,
    "bookmarks.add": bookmarks.add,
    "bookmarks.edit": bookmarks.edit,
    "bookmarks.list": bookmarks.listing,
    "bookmarks.remove": bookmarks.remove,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.archive": conversations.archive,
    "conversations.create": conversations.create,
    "conversations.history": history.history,
    "conversations.info": conversations.info,
    "conversations.invite": members.invite,
    "conversations.join": members.join,
    "conversations.kick": members.kick,
    "conversations.leave": members.leave,
    "conversations.list": conversations.listing,
    "conversations.members": members.listing,
    "conversations.open": conversations.open_direct,
    "conversations.rename": conversations.rename,
    "conversations.replies": history.replies,
    "conversations.setPurpose": conversations.set_purpose,
    "conversations.setTopic": conversations.set_topic,
    "conversations.unarchive": conversations.unarchive,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.info": files.info,
    "pins.add": pins.add,
    "pins.list": pins.listing,
    "pins.remove": pins.remove,
    "reactions.add": reactions.add,
    "reactions.get": reactions.get,
    "reactions.remove": reactions.remove,
    "team.info": users.team_info,
    "users.conversations": conversations.of_user,
    "users.info": users.info,
    "users.list": users.listing,
    "users.lookupByEmail": users.lookup_by_email,
    "views.open": views.open_view,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}
