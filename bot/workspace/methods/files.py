"""files.*: the three steps of an upload."""

from bot.workspace.arguments import Arguments
from bot.workspace.places import joined_channel
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal, invalid_arguments


def get_upload_url(team: Team, args: Arguments) -> Json:
    """Announce a file and learn where to send its bytes."""
    name, length = args.required("filename"), args.required("length")
    if not length.isdigit() or length == "0":
        raise invalid_arguments("must be a positive integer [json-pointer:/length]")
    file = team.files.announce(name, int(length), team.clock.now())
    return {"upload_url": f"{team.base_url}/upload/{file.id}", "file_id": file.id}


def complete_upload(team: Team, args: Arguments) -> Json:
    """End uploads and, with a channel, show them there in one message."""
    wanted = args.structure("files")
    listed = wanted if isinstance(wanted, list) else []
    if not listed or not all(isinstance(file, dict) and "id" in file for file in listed):
        raise invalid_arguments("missing required field: files [json-pointer:/]")
    channel = joined_channel(team, args, "channel_id") if "channel_id" in args else None
    if channel is not None and "thread_ts" in args and args.text("thread_ts") not in channel.messages:
        raise Refusal("invalid_thread_ts")
    files = [team.files.complete(str(file["id"]), file.get("title") or "") for file in listed]
    shown = [file.shown(team.files_url) for file in files]
    if channel is not None:
        content: Json = {"text": args.text("initial_comment"), "files": shown, "upload": False}
        if "thread_ts" in args:
            content["thread_ts"] = args.text("thread_ts")
        message = team.post(channel, BOT_USER, content)
        for file in files:
            team.files.share(file, channel.id, message["ts"])
        team.events.own_message_posted(channel, message)
    return {"files": shown}


def info(team: Team, args: Arguments) -> Json:
    """One file."""
    return {"file": team.files.find(args.required("file")).shown(team.files_url)}
